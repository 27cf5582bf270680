package org.servin.store.internal;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sqlite.SQLiteConfig;

/**
 * One connection to the database file with its statements. Used by one thread at a time.
 *
 * <p>In WAL mode a commit with {@code synchronous=FULL} syncs the log, and with it every commit before; with {@code NORMAL} it does not, and a
 * power cut may take the last commits, never half of one.
 */
final class Database implements AutoCloseable {
    private static final int SCHEMA = 1;
    private final Connection connection;
    private final PreparedStatement get;
    private final PreparedStatement all;
    private final PreparedStatement put;
    private final PreparedStatement remove;
    private boolean full = true;

    private Database(Connection connection) throws SQLException {
        this.connection = connection;
        this.get = connection.prepareStatement("SELECT body FROM document WHERE collection = ? AND key = ?");
        this.all = connection.prepareStatement("SELECT key, body FROM document WHERE collection = ? ORDER BY key");
        this.put = connection.prepareStatement("INSERT INTO document (collection, key, body) VALUES (?, ?, ?) "
                + "ON CONFLICT (collection, key) DO UPDATE SET body = excluded.body");
        this.remove = connection.prepareStatement("DELETE FROM document WHERE collection = ? AND key = ?");
    }

    /** Opens the file, and makes its tables if it is new. */
    static Database open(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setBusyTimeout(10_000);
        config.setGetGeneratedKeys(false); // asked for after each change otherwise, though keys are ours
        Connection connection = config.createConnection("jdbc:sqlite:" + file);
        try {
            migrate(connection, file);
            return new Database(connection);
        } catch (SQLException failure) {
            connection.close();
            throw failure;
        }
    }

    private static void migrate(Connection connection, Path file) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            int version = version(statement);
            if (version > SCHEMA) {
                throw new SQLException(file + " was written by a newer engine: its schema is " + version + ", this engine knows " + SCHEMA);
            }
            if (version == 0) {
                statement.executeUpdate("BEGIN IMMEDIATE");
                statement.executeUpdate("CREATE TABLE IF NOT EXISTS document (collection TEXT NOT NULL, key TEXT NOT NULL, body BLOB NOT NULL, "
                        + "PRIMARY KEY (collection, key)) WITHOUT ROWID");
                statement.executeUpdate("PRAGMA user_version = " + SCHEMA);
                statement.executeUpdate("COMMIT");
            }
        }
    }

    private static int version(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("PRAGMA user_version")) {
            return row.next() ? row.getInt(1) : 0;
        }
    }

    /** Reads one document. */
    Optional<byte[]> get(String collection, String key) throws SQLException {
        get.setString(1, collection);
        get.setString(2, key);
        try (ResultSet row = get.executeQuery()) {
            return row.next() ? Optional.of(row.getBytes(1)) : Optional.empty();
        }
    }

    /** Reads a collection. */
    Map<String, byte[]> all(String collection) throws SQLException {
        all.setString(1, collection);
        Map<String, byte[]> documents = new LinkedHashMap<>();
        try (ResultSet row = all.executeQuery()) {
            while (row.next()) {
                documents.put(row.getString(1), row.getBytes(2));
            }
        }
        return documents;
    }

    /** Makes all changes in one transaction. A single one is a transaction by itself. After a failure only {@link #close} is to be called, which undoes what was begun. */
    void write(List<Change> changes, boolean synced) throws SQLException {
        synchronous(synced);
        if (changes.size() == 1) {
            apply(changes.get(0));
            return;
        }
        connection.setAutoCommit(false);
        for (Change change : changes) {
            apply(change);
        }
        connection.commit();
        connection.setAutoCommit(true);
    }

    private void apply(Change change) throws SQLException {
        PreparedStatement statement = change.body() == null ? remove : put;
        statement.setString(1, change.collection());
        statement.setString(2, change.key());
        if (change.body() != null) {
            statement.setBytes(3, change.body());
        }
        statement.executeUpdate();
    }

    private void synchronous(boolean wanted) throws SQLException {
        if (wanted != full) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(wanted ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
            }
            full = wanted;
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    /** One change; a null body removes. */
    record Change(String collection, String key, byte[] body) { }
}
