package org.servin.image.internal.state;

import org.servin.image.internal.content.Descriptor;
import org.servin.image.internal.content.Digests;
import org.servin.spi.storage.LayerId;

/**
 * A layer of an image.
 *
 * @param chainId digest that names it with all below it
 * @param diffId digest of the uncompressed tar
 * @param blob where the tar is, as it came
 * @param size bytes unpacked
 */
public record LayerRecord(String chainId, String diffId, Descriptor blob, long size) {
    /** Its name at storage drivers. */
    public LayerId id() {
        return new LayerId(Digests.hex(chainId));
    }
}
