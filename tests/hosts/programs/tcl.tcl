# Tcl.

# snippet
package require sqlite3

proc papers {db path} {
    sqlite3 $db $path
    $db enable_load_extension 1
    $db eval {SELECT load_extension('/usr/local/lib/sqlite3/papers')}
    $db enable_load_extension 0
}
# end

fconfigure stdout -encoding utf-8

proc rows {sql} {
    db eval $sql row {
        set line {}
        foreach column $row(*) {lappend line $row($column)}
        puts [join $line \t]
    }
}

set queries [lassign $argv task]
switch $task {
    rows {
        papers db :memory:
        foreach sql $queries {rows $sql}
    }
    many {
        for {set i 0} {$i < 50} {incr i} {
            papers db :memory:
            rows [lindex $queries 0]
            db close
        }
    }
}
