package org.servin.store.internal;

import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * A database that is opened anew after a failure, such as a full disk: the JDBC driver has closed the statement that failed then, and SQLite may have rolled the
 * transaction back by itself. Used by one thread at a time.
 */
final class Reopened implements AutoCloseable {
    private final Path file;
    private Database database;
    private boolean closed;

    /** What is asked of the database. */
    interface Call<T> {
        T on(Database database) throws SQLException;
    }

    /** Opens the file, and makes its tables if it is new. */
    Reopened(Path file) throws SQLException {
        this.file = file;
        this.database = Database.open(file);
    }

    <T> T call(Call<T> call) throws SQLException {
        if (closed) {
            throw new SQLException("it is closed");
        }
        if (database == null) {
            database = Database.open(file);
        }
        try {
            return call.on(database);
        } catch (SQLException failure) {
            abandon(failure);
            throw failure;
        }
    }

    private void abandon(SQLException failure) {
        try {
            database.close();
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
        database = null;
    }

    /** What went wrong, in the kernel's words where SQLite has its own. */
    static String text(SQLException failure) {
        boolean full = failure instanceof SQLiteException known && known.getResultCode() == SQLiteErrorCode.SQLITE_FULL;
        return full ? "no space left on device" : failure.getMessage();
    }

    @Override
    public void close() throws SQLException {
        closed = true;
        if (database != null) {
            database.close();
        }
    }
}
