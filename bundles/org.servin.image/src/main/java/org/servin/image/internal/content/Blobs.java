package org.servin.image.internal.content;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files named by their digest, below {@code <root>/content}. Thread-safe.
 *
 * <p>Everything is kept byte for byte as it came: manifests, configurations, and compressed layers too. Dockerd drops the latter and recompresses at push; keeping
 * them costs disk, but push and save give the digests that were pulled, a layer can be unpacked again after a change of the storage driver, and what is
 * on the disk can be checked.
 */
public final class Blobs {
    private static final Logger LOG = LoggerFactory.getLogger(Blobs.class);
    private final Path folder;
    private final Path ingest;
    private final AtomicLong next = new AtomicLong();
    private final SizeLimit limit;

    /** Opens or makes the store; leftovers of an engine that was killed are removed. */
    public Blobs(Path root, SizeLimit limit) throws IOException {
        this.limit = limit;
        var privately = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        folder = root.resolve("content/blobs/sha256");
        ingest = root.resolve("content/ingest");
        Files.createDirectories(folder, privately);
        Files.createDirectories(ingest, privately);
        for (Path leftover : files(ingest)) {
            Files.delete(leftover);
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(found::add);
        }
        return found;
    }

    /** Begins to take in content. */
    public Ingest ingest() throws IOException {
        return new Ingest(ingest.resolve("new-" + next.incrementAndGet()), folder, limit);
    }

    /** Keeps bytes and gives their digest. */
    public String put(byte[] bytes) throws IOException {
        try (Ingest in = ingest()) {
            in.write(bytes, 0, bytes.length);
            boolean whole = has(in.digest()) && Arrays.equals(read(in.digest()), bytes);
            return whole ? in.digest() : in.commit();
        }
    }

    /** Whether all of the content is here, by its length; what was cut short is thrown away, so that it can be had again. */
    public boolean has(Descriptor content) {
        Path file = path(content.digest());
        try {
            if (Files.size(file) == content.size()) {
                return true;
            }
            LOG.warn("{} has {} bytes instead of {} and is thrown away", content.digest(), Files.size(file), content.size());
            Files.deleteIfExists(file);
            return false;
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + content.digest(), e);
        }
    }

    /** Reads content and compares it with its digest. What is wrong with it; empty if nothing is. */
    public Optional<String> problem(String digest) throws IOException {
        try (VerifiedStream in = new VerifiedStream(open(digest))) {
            in.drain();
            String found = in.digest();
            return found.equals(digest) ? Optional.empty() : Optional.of("it is damaged: its digest is " + found);
        } catch (NoSuchFileException e) {
            return Optional.of("it is missing");
        }
    }

    /** How large content may be, and what it unpacks to. */
    public SizeLimit limit() {
        return limit;
    }

    /** Whether the content is here. */
    public boolean has(String digest) {
        return Files.exists(path(digest));
    }

    /** Bytes of the content. */
    public long size(String digest) throws IOException {
        return Files.size(path(digest));
    }

    /** The whole of small content. */
    public byte[] read(String digest) throws IOException {
        return Files.readAllBytes(path(digest));
    }

    /** Reads content. */
    public InputStream open(String digest) throws IOException {
        return Files.newInputStream(path(digest));
    }

    /** The file of the content, for reading only. */
    public Path path(String digest) {
        if (!Digests.isDigest(digest)) {
            throw new IllegalArgumentException("not a digest: " + digest);
        }
        return folder.resolve(Digests.hex(digest));
    }

    /** Makes content survive a power cut, with its name; to be called before anything durable refers to it. */
    public void sync(Collection<String> digests) throws IOException {
        for (String digest : digests) {
            force(path(digest));
        }
        force(folder);
    }

    private static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Removes content; absent: does nothing. */
    public void remove(String digest) throws IOException {
        Files.deleteIfExists(path(digest));
    }

    /** Digests of all content. */
    public List<String> all() throws IOException {
        return files(folder).stream().map(f -> Digests.PREFIX + f.getFileName()).filter(Digests::isDigest).toList();
    }
}
