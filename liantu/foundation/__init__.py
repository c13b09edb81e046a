"""What every business room stands on: accounts, audit, jobs, files, notices, flows."""
