package org.servin.image.internal.content;

/**
 * Says where content is and what it is, as in the OCI image specification.
 *
 * @param mediaType what it is
 * @param digest {@code sha256:<hex>}
 * @param size bytes
 */
public record Descriptor(String mediaType, String digest, long size) { }
