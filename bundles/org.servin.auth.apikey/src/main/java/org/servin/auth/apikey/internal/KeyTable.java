package org.servin.auth.apikey.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/** The keys, as their file has them at each moment. Nothing is read before the first question. Thread-safe. */
final class KeyTable {
    private final KeyFile file;
    private Map<String, KeyRecord> records;

    KeyTable(Path file) {
        this.file = new KeyFile(file);
    }

    /** Changes a copy of the keys. */
    interface Change {
        void apply(Map<String, KeyRecord> records);
    }

    /** UNAVAILABLE if the file cannot be read. */
    Optional<KeyRecord> find(String id) {
        return Optional.ofNullable(current().get(id));
    }

    List<KeyRecord> list() {
        return List.copyOf(current().values());
    }

    /** The change is on disk when this returns; if it fails nothing is changed. INTERNAL if it cannot be written. */
    synchronized void change(Change change) {
        Map<String, KeyRecord> changed = new LinkedHashMap<>(current());
        change.apply(changed);
        try {
            file.write(changed);
            records = changed;
        } catch (IOException e) {
            throw ServinException.internal("the API keys cannot be written to " + file + ": " + e, e);
        }
    }

    private synchronized Map<String, KeyRecord> current() {
        try {
            if (records == null || file.hasChanged()) {
                records = null;
                records = file.read();
            }
            return records;
        } catch (IOException e) {
            records = null;
            throw new ServinException(ErrorKind.UNAVAILABLE, "API keys cannot be checked: " + file + ": " + e.getMessage(), e);
        }
    }
}
