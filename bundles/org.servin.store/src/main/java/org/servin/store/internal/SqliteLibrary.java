package org.servin.store.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.OSInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The native library of SQLite as a file, while it is loaded. The driver would unpack it by itself, and then compare it byte by byte with what it
 * unpacked, which is a tenth of the engine's start.
 */
record SqliteLibrary(Path file) implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteLibrary.class);

    /** Unpacks it under a name of its own, since one file can be loaded by one class loader only. */
    static SqliteLibrary unpack(Path folder) throws IOException {
        Path file = Files.createTempFile(folder, "sqlite", ".so");
        try (InputStream in = SQLiteJDBCLoader.class.getResourceAsStream("/org/sqlite/native/" + OSInfo.getNativeLibFolderPathForCurrentOS() + "/libsqlitejdbc.so")) {
            if (in != null) {
                Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        return new SqliteLibrary(file);
    }

    /** Tells the driver where it is, in the only way there is; it unpacks its own into the same folder if this one does not fit. */
    void offer() {
        System.setProperty("org.sqlite.tmpdir", file.getParent().toString());
        System.setProperty("org.sqlite.lib.path", file.getParent().toString());
        System.setProperty("org.sqlite.lib.name", file.getFileName().toString());
    }

    /** Deletes the file; a library that is loaded does not need it any more. */
    @Override
    public void close() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.debug("{} stays until the next start", file, e);
        }
    }
}
