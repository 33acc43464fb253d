"""What a document leaves out: what its tables have, what every account says, what all alike say but one."""
