/* What lies above the page: drawer, dialog, toast */
