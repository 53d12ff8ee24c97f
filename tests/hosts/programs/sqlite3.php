<?php
// PHP's SQLite3. The extension is looked for in a folder of php.ini:
// php -d sqlite3.extension_dir=/usr/local/lib/sqlite3

// snippet
function papers(string $path): SQLite3 {
    $db = new SQLite3($path);
    $db->enableExceptions(true);
    $db->loadExtension('papers.so');
    return $db;
}
// end

function rows(SQLite3 $db, string $sql): void {
    $found = $db->query($sql);
    while ($row = $found->fetchArray(SQLITE3_NUM)) {
        echo implode("\t", $row), "\n";
    }
}

[, $task, $first] = $argv;
if ($task === 'rows') {
    $db = papers(':memory:');
    foreach (array_slice($argv, 2) as $sql) {
        rows($db, $sql);
    }
} elseif ($task === 'many') {
    for ($i = 0; $i < 50; $i++) {
        $db = papers(':memory:');
        rows($db, $first);
        $db->close();
    }
} elseif ($task === 'fork') {
    $db = papers(':memory:');
    rows($db, $first);
    $child = pcntl_fork();
    if ($child) {
        pcntl_waitpid($child, $status);
        if ($status !== 0) {
            exit(1);
        }
    }
    rows($db, $first);
}
