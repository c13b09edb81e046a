"""Files people bring or the program makes: checked, named by checksum, kept outside the web root."""
