package org.servin.image.internal.archive;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.servin.image.internal.content.Blobs;
import org.servin.image.internal.content.Descriptor;
import org.servin.image.internal.content.Digests;
import org.servin.image.internal.content.Ingest;
import org.servin.image.internal.layer.Holds;
import org.servin.image.internal.manifest.Json;
import org.servin.image.tar.Decompression;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/**
 * The files of an image archive, taken into the content store as they come, since an archive may name a file before or after it comes. Names are
 * looked up here only, never on the disk. Used by one thread.
 */
final class ArchiveFiles {
    private static final int MAX_ENTRIES = 100_000;
    private static final int MAX_LINKS = 8;
    private static final int CHUNK = 64 * 1024;
    private final Map<String, Descriptor> files = new HashMap<>();
    private final Map<String, String> links = new HashMap<>();
    private final Blobs blobs;

    private ArchiveFiles(Blobs blobs) {
        this.blobs = blobs;
    }

    /** Reads a whole archive, plain or compressed. */
    static ArchiveFiles read(InputStream in, Blobs blobs, Holds.Hold hold) throws IOException {
        ArchiveFiles archive = new ArchiveFiles(blobs);
        TarArchiveInputStream tar = read(() -> new TarArchiveInputStream(Decompression.open(in)));
        TarArchiveEntry entry;
        int count = 0;
        while ((entry = read(tar::getNextEntry)) != null) {
            if (++count > MAX_ENTRIES) {
                throw ServinException.invalid("the archive has more than " + MAX_ENTRIES + " entries");
            }
            String name = normal("", entry.getName());
            if (entry.isSymbolicLink() || entry.isLink()) {
                int slash = name.lastIndexOf('/');
                String base = entry.isLink() || slash < 0 ? "" : name.substring(0, slash);
                archive.links.put(name, normal(base, entry.getLinkName()));
            } else if (entry.isFile()) {
                archive.files.put(name, archive.take(tar, hold));
            }
        }
        return archive;
    }

    /** Something that reads the archive. */
    private interface Reading<T> {
        T get() throws IOException;
    }

    /** Tells an archive that cannot be read, which is the client's affair, from a store that cannot be written. */
    private static <T> T read(Reading<T> reading) {
        try {
            return reading.get();
        } catch (IOException e) {
            throw new ServinException(ErrorKind.INVALID_ARGUMENT, "cannot read the archive: " + e.getMessage(), e);
        }
    }

    private Descriptor take(InputStream in, Holds.Hold hold) throws IOException {
        byte[] chunk = new byte[CHUNK];
        try (Ingest ingest = blobs.ingest()) {
            int got;
            do { // whole chunks, in however small pieces the client sends
                got = read(() -> in.readNBytes(chunk, 0, CHUNK));
                ingest.write(chunk, 0, got);
            } while (got == CHUNK);
            Descriptor file = new Descriptor("", ingest.digest(), ingest.size());
            hold.blob(file.digest());
            if (!blobs.has(file.digest())) {
                ingest.commit();
            }
            return file;
        }
    }

    private static String normal(String base, String name) {
        Deque<String> parts = new ArrayDeque<>();
        for (String part : (base + "/" + name).split("/")) {
            if (part.equals("..")) {
                parts.pollLast();
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.addLast(part);
            }
        }
        return String.join("/", parts);
    }

    /** A file by its name. */
    Optional<Descriptor> find(String name) {
        String at = normal("", name);
        for (int i = 0; i < MAX_LINKS && links.containsKey(at); i++) {
            at = links.get(at);
        }
        return Optional.ofNullable(files.get(at));
    }

    /** A file by its name, or a failure that names it. */
    Descriptor get(String name) {
        return find(name).orElseThrow(() -> ServinException.invalid("the archive has no file " + name));
    }

    /** A small file's content. */
    byte[] document(String name) throws IOException {
        Descriptor file = get(name);
        if (file.size() > Json.MAX_DOCUMENT) {
            throw ServinException.invalid(name + " in the archive is larger than " + Json.MAX_DOCUMENT + " bytes");
        }
        return blobs.read(file.digest());
    }

    /** Content of an OCI layout, which names files by their digest; a wrong one is refused. */
    byte[] blob(String digest) throws IOException {
        String name = blobName(digest);
        byte[] bytes = document(name);
        if (!Digests.of(bytes).equals(digest)) {
            throw new ServinException(ErrorKind.DATA_LOSS, name + " in the archive has the digest " + Digests.of(bytes));
        }
        return bytes;
    }

    /** Where an OCI layout has content. */
    static String blobName(String digest) {
        return "blobs/sha256/" + Digests.hex(digest);
    }
}
