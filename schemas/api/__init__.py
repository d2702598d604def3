"""What the API takes and gives: one file a resource; fields are those of files, forms and workbooks."""
