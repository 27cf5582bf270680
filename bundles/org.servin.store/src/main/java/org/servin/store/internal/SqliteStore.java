package org.servin.store.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.store.Store;
import org.servin.store.internal.Database.Change;

/**
 * The store in one SQLite file, {@code servin.db} under the root. One connection reads and another writes, so that reading does not wait for a sync.
 *
 * <p>The component fails to start while another engine has the root; the launcher looks for it by its name.
 */
@Component(name = "org.servin.store", configurationPid = "org.servin", immediate = true)
public final class SqliteStore implements Store {
    private final EngineLock lock;
    private final Reopened reading;
    private final Writer writer;

    /** Opens the store as configured. */
    @Activate
    public SqliteStore(StoreConfig config) throws IOException, SQLException {
        this(Path.of(config.root()), Path.of(config.run()));
    }

    /** Opens or makes the store of a root; the SQLite library is unpacked under the run folder. */
    SqliteStore(Path root, Path run) throws IOException, SQLException {
        Files.createDirectories(root);
        Path unpacked = Files.createDirectories(run.resolve("sqlite"));
        lock = EngineLock.take(root);
        try (SqliteLibrary library = SqliteLibrary.unpack(unpacked)) {
            library.offer();
            Path file = root.resolve("servin.db");
            writer = new Writer(new Reopened(file));
            reading = new Reopened(file);
        } catch (IOException | SQLException | RuntimeException failure) {
            lock.close();
            throw failure;
        }
    }

    @Override
    public Optional<byte[]> get(String collection, String key) {
        try {
            synchronized (reading) {
                return reading.call(d -> d.get(collection, key));
            }
        } catch (SQLException e) {
            throw unreadable(e);
        }
    }

    @Override
    public Map<String, byte[]> all(String collection) {
        try {
            synchronized (reading) {
                return reading.call(d -> d.all(collection));
            }
        } catch (SQLException e) {
            throw unreadable(e);
        }
    }

    private static ServinException unreadable(SQLException cause) {
        return new ServinException(ErrorKind.INTERNAL, "cannot read the metadata store: " + cause.getMessage(), cause);
    }

    @Override
    public void durably(Consumer<Changes> changes) {
        write(changes, true);
    }

    @Override
    public void lazily(Consumer<Changes> changes) {
        write(changes, false);
    }

    private void write(Consumer<Changes> action, boolean synced) {
        Recording recording = new Recording();
        action.accept(recording);
        if (!recording.changes.isEmpty()) {
            writer.write(recording.changes, synced);
        }
    }

    /** Closes the store and gives the root free. */
    @Deactivate
    public void close() throws IOException, SQLException {
        try (lock) {
            writer.close();
            synchronized (reading) {
                reading.close();
            }
        }
    }

    /** Collects what an action asks for: it is undone by being forgotten. */
    private static final class Recording implements Changes {
        private final List<Change> changes = new ArrayList<>();

        @Override
        public void put(String collection, String key, byte[] document) {
            changes.add(new Change(collection, key, Objects.requireNonNull(document, "document is null")));
        }

        @Override
        public void remove(String collection, String key) {
            changes.add(new Change(collection, key, null));
        }
    }
}
