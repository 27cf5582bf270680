package org.servin.image.internal.layer;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Semaphore;
import org.servin.image.internal.content.SizeLimit;
import org.servin.image.internal.content.VerifiedStream;
import org.servin.image.internal.state.LayerRecord;
import org.servin.image.tar.Decompression;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.storage.LayerWriter;

/** Fills layers from archives, a few at once. Thread-safe. */
public final class LayerFiller {
    private final LayerTars tars;
    private final SizeLimit limit;
    /** Extracting keeps a processor busy; a commit waits for the disk, and others extract meanwhile. */
    private final Semaphore extracting = new Semaphore(Math.max(2, Runtime.getRuntime().availableProcessors()), true);

    /** Unpacks by these, and no more than the limit. */
    public LayerFiller(LayerTars tars, SizeLimit limit) {
        this.tars = tars;
        this.limit = limit;
    }

    /** What a layer's archive, which may be compressed, unpacks to. */
    VerifiedStream open(InputStream archive, LayerRecord layer) throws IOException {
        return new VerifiedStream(limit.bound(Decompression.open(archive), "layer " + layer.blob().digest() + " unpacked"));
    }

    /** Extracts an archive that was compared with its digest before; gives the bytes of the files. */
    long fill(LayerWriter writer, InputStream tar) throws IOException {
        return inTurn(() -> tars.extract(tar, writer.root(), writer.whiteouts()));
    }

    /** Extracts and compares with the image's word. */
    long fill(LayerWriter writer, VerifiedStream tar, LayerRecord layer) throws IOException {
        return inTurn(() -> {
            long extracted = tars.extract(tar, writer.root(), writer.whiteouts());
            check(tar, layer);
            return extracted;
        });
    }

    /** Something that fills a folder and gives the bytes of its files. */
    private interface Extraction {
        long run() throws IOException;
    }

    private long inTurn(Extraction extraction) throws IOException {
        try {
            extracting.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServinException(ErrorKind.CANCELLED, "context canceled", e);
        }
        try {
            return extraction.run();
        } finally {
            extracting.release();
        }
    }

    /** Reads to the end; DATA_LOSS unless all of it is what the image says. */
    static void check(VerifiedStream tar, LayerRecord layer) throws IOException {
        tar.drain();
        String found = tar.digest();
        if (!found.equals(layer.diffId())) {
            throw new ServinException(ErrorKind.DATA_LOSS,
                    "layer " + layer.blob().digest() + " unpacks to " + found + ", but the image's configuration says " + layer.diffId());
        }
    }
}
