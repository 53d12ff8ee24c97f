# R.

# snippet
library(DBI)

papers <- function(path) {
  db <- dbConnect(RSQLite::SQLite(), path, loadable.extensions = TRUE)
  dbGetQuery(db, "SELECT load_extension('/usr/local/lib/sqlite3/papers')")
  db
}
# end

rows <- function(db, sql) {
  write.table(dbGetQuery(db, sql), sep = "\t", quote = FALSE, na = "",
              row.names = FALSE, col.names = FALSE)
}

arguments <- commandArgs(trailingOnly = TRUE)
task <- arguments[1]
queries <- arguments[-1]
if (task == "rows") {
  db <- papers(":memory:")
  for (sql in queries) rows(db, sql)
  dbDisconnect(db)
} else if (task == "many") {
  for (i in 1:50) {
    db <- papers(":memory:")
    rows(db, queries[1])
    dbDisconnect(db)
  }
} else if (task == "fork") {
  db <- papers(":memory:")
  rows(db, queries[1])
  child <- parallel::mcparallel(capture.output(rows(db, queries[1])))
  writeLines(parallel::mccollect(child)[[1]])
  rows(db, queries[1])
  dbDisconnect(db)
}
