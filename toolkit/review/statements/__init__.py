"""Every sentence of a document bound to the cells it speaks of, and judged.

Belongs here: figures in sentences, what a sentence says of them (an amount, a share, a change, a completion, a count), which
cell or which other figure that is, and whether any true amounts could have made it. Called by ``review.reviewing``. Never
here: how a file is read or a finding is drawn. A figure that cannot be bound is listed, never an alarm.
"""
