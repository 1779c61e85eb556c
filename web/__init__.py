"""Shows: the pages a mail leads to, and health."""
