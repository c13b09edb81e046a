"""What every business room stands on: accounts, audit, signoff, jobs, files, notices."""
