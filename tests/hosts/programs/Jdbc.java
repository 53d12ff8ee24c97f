// Java, with the JDBC driver sqlite-jdbc.

import java.util.ArrayList;
import java.util.List;
import java.util.Timer;
import java.util.TimerTask;

// snippet
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;

class Papers {
    static Connection open(String path) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.enableLoadExtension(true);
        Connection db = config.createConnection("jdbc:sqlite:" + path);
        try (Statement statement = db.createStatement()) {
            statement.execute(
                "SELECT load_extension('/usr/local/lib/sqlite3/papers')");
        }
        return db;
    }
}
// end

public class Jdbc {
    static void rows(Connection db, String sql) throws SQLException {
        try (Statement statement = db.createStatement();
             ResultSet found = statement.executeQuery(sql)) {
            int count = found.getMetaData().getColumnCount();
            while (found.next()) {
                List<String> line = new ArrayList<>();
                for (int i = 1; i <= count; i++) {
                    String text = found.getString(i);
                    line.add(text == null ? "" : text);
                }
                System.out.println(String.join("\t", line));
            }
        }
    }

    static void opened(String sql) {
        try (Connection db = Papers.open(":memory:")) {
            rows(db, sql);
        } catch (SQLException error) {
            throw new RuntimeException(error);
        }
    }

    public static void main(String[] arguments) throws Exception {
        switch (arguments[0]) {
        case "rows":
            try (Connection db = Papers.open(":memory:")) {
                for (int i = 1; i < arguments.length; i++) {
                    rows(db, arguments[i]);
                }
            }
            break;
        case "threads":
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                threads.add(new Thread(() -> opened(arguments[1])));
            }
            for (Thread thread : threads) {
                thread.start();
            }
            for (Thread thread : threads) {
                thread.join();
            }
            break;
        case "cancel":
            try (Connection db = Papers.open(":memory:");
                 Statement statement = db.createStatement()) {
                new Timer(true).schedule(new TimerTask() {
                    public void run() {
                        try {
                            statement.cancel();
                        } catch (SQLException error) {
                            throw new RuntimeException(error);
                        }
                    }
                }, 500);
                statement.executeQuery(arguments[1]);
            } catch (SQLException error) {
                System.out.println("cancelled");
            }
            break;
        default:
            for (int i = 0; i < 50; i++) {
                opened(arguments[1]);
            }
        }
    }
}
