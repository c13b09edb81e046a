"""What a chain's task force has to do this year, what meetings decided and what its chief saw on site."""
