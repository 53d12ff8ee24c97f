# Ruby.

# snippet
require 'sqlite3'

# Without it Ruby sees Ctrl-C only when a query has ended.
Signal.trap('INT', 'SYSTEM_DEFAULT')

def papers(path)
  db = SQLite3::Database.new(path)
  db.enable_load_extension(true)
  db.load_extension('/usr/local/lib/sqlite3/papers')
  db.enable_load_extension(false)
  db
end
# end

$stdout.sync = true

def rows(db, sql)
  db.execute(sql) { |row| puts row.to_a.join("\t") }
end

def opened(sql)
  db = papers(':memory:')
  rows(db, sql)
  db.close
end

task, *queries = ARGV
case task
when 'rows'
  db = papers(':memory:')
  queries.each { |sql| rows(db, sql) }
when 'threads'
  Array.new(2) { Thread.new { opened(queries[0]) } }.each(&:join)
when 'many'
  50.times { opened(queries[0]) }
when 'fork'
  db = papers(':memory:')
  rows(db, queries[0])
  child = fork { rows(db, queries[0]) }
  Process.wait(child)
  raise "the child: #{$?}" unless $?.success?
  rows(db, queries[0])
end
