/* Search over everything: pages, records, verbs */
