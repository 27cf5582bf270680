package org.servin.store;

import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Documents by collection and key, changed by transactions. Thread-safe; failures are {@link org.servin.spi.ServinException}.
 *
 * <p>Collections are made by their first write. Keys sort by their code points.
 */
@ProviderType
public interface Store {
    /** The document, or empty. */
    Optional<byte[]> get(String collection, String key);

    /** All documents of a collection, in the order of their keys. */
    Map<String, byte[]> all(String collection);

    /**
     * Makes all the changes that the action asks for, or none; when this returns they survive a power cut. An exception of
     * the action undoes everything and is passed on.
     */
    void durably(Consumer<Changes> changes);

    /** The same without waiting for the disk: survives the engine's death, but perhaps not a power cut. */
    void lazily(Consumer<Changes> changes);

    /** What a transaction can do; only valid inside it. */
    interface Changes {
        /** Writes a document over whatever was there. */
        void put(String collection, String key, byte[] document);

        /** Removes a document; absent: does nothing. */
        void remove(String collection, String key);
    }
}
