# Perl's DBI.

use strict;
use warnings;
use threads;

# snippet
use DBI;

my $stop = 0;
$SIG{INT} = sub { $stop = 1 };

sub papers {
    my ($path) = @_;
    my $db = DBI->connect("dbi:SQLite:dbname=$path", "", "",
        { RaiseError => 1, PrintError => 0, sqlite_unicode => 1 });
    $db->sqlite_enable_load_extension(1);
    $db->sqlite_load_extension("/usr/local/lib/sqlite3/papers");
    $db->sqlite_progress_handler(1000, sub { $stop });
    return $db;
}
# end

$| = 1;
binmode STDOUT, ":utf8";

sub rows {
    my ($db, $sql) = @_;
    for my $row (@{ $db->selectall_arrayref($sql) }) {
        print join("\t", map { $_ // "" } @$row), "\n";
    }
}

sub opened {
    my ($sql) = @_;
    my $db = papers(":memory:");
    rows($db, $sql);
    $db->disconnect;
}

my ($task, @sql) = @ARGV;
if ($task eq "rows") {
    my $db = papers(":memory:");
    rows($db, $_) for @sql;
} elsif ($task eq "threads") {
    $_->join for map { threads->create(\&opened, @sql) } 1, 2;
} elsif ($task eq "many") {
    opened(@sql) for 1 .. 50;
} elsif ($task eq "fork") {
    my $db = papers(":memory:");
    rows($db, @sql);
    my $child = fork;
    if ($child) {
        waitpid $child, 0;
        die "the child: $?" if $?;
    }
    $db->{AutoInactiveDestroy} = 1;
    rows($db, @sql);
}
