"""The commands, one file a theme: arguments in, one call of the workflow, words out.

Called by ``cli.py`` only, which lists them in the order of a person's work and imports a file when one of its commands
is run. Imports of the rest of the toolkit stand inside the commands, so that ``--help`` stays quick. Never here: what a
command does; that is the workflow's.
"""
