package org.servin.image.internal.content;

import java.util.List;

/**
 * Says where content is and what it is, as in the OCI image specification.
 *
 * @param mediaType what it is
 * @param digest {@code sha256:<hex>}
 * @param size bytes
 * @param urls where it is besides the registry: only of layers that may not be distributed
 */
public record Descriptor(String mediaType, String digest, long size, List<String> urls) {
    /** Copies the list; none is kept of older engines' records. */
    public Descriptor {
        urls = urls == null ? List.of() : List.copyOf(urls);
    }

    /** Content that is where it is asked for. */
    public Descriptor(String mediaType, String digest, long size) {
        this(mediaType, digest, size, List.of());
    }
}
