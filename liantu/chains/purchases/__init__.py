"""What the chain leaders buy, from whom and where: demand for each link, and the local supporting rate."""
