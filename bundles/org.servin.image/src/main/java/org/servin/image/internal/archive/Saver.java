package org.servin.image.internal.archive;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.servin.image.Image;
import org.servin.image.internal.content.Blobs;
import org.servin.image.internal.content.Compression;
import org.servin.image.internal.content.Descriptor;
import org.servin.image.internal.content.Digests;
import org.servin.image.internal.content.VerifiedStream;
import org.servin.image.internal.layer.Holds;
import org.servin.image.internal.manifest.Json;
import org.servin.image.internal.manifest.KeptManifests;
import org.servin.image.internal.manifest.Manifest;
import org.servin.image.internal.manifest.ManifestWriter;
import org.servin.image.internal.reference.ImageReference;
import org.servin.image.internal.state.ImageRecord;
import org.servin.image.internal.state.ImageTable;
import org.servin.image.internal.state.LayerRecord;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/**
 * Writes image archives that are both what {@code docker save} writes and an OCI layout. The same images give the same bytes: content in the order of
 * its digests, all times 0. Layers are written as they are kept. Thread-safe.
 */
public final class Saver {
    private final Blobs blobs;
    private final ImageTable table;
    private final Holds holds;
    private final KeptManifests manifests;

    /** Uses these. */
    public Saver(Blobs blobs, ImageTable table, Holds holds) {
        this.blobs = blobs;
        this.table = table;
        this.holds = holds;
        this.manifests = new KeptManifests(blobs);
    }

    /** Which images are meant, by id, each with the names that it was asked for by; a name without a tag means all its tags. */
    public Map<String, TreeSet<String>> choose(List<String> texts) {
        Map<String, TreeSet<String>> wanted = new LinkedHashMap<>();
        for (String text : texts) {
            choose(text, wanted);
        }
        return wanted;
    }

    /** Writes images; asks for the stream once it is sure that they are here. DATA_LOSS naming the image of which something is damaged. */
    public void save(Map<String, TreeSet<String>> wanted, Supplier<OutputStream> out) throws IOException {
        try (Holds.Hold hold = holds.hold()) {
            List<ImageRecord> images = wanted.keySet().stream().map(id -> table.record(id).orElseThrow()).toList();
            images.forEach(image -> image.blobs().forEach(hold::blob));
            images.forEach(this::requireWhole);
            write(images, wanted, out.get());
        }
    }

    private void requireWhole(ImageRecord image) {
        image.layers().stream().filter(layer -> !blobs.has(layer.blob())).findFirst().ifPresent(layer -> {
            throw new ServinException(ErrorKind.DATA_LOSS, "layer " + layer.blob().digest() + " of image " + image.id() + " is missing: pull the image again");
        });
    }

    private void choose(String text, Map<String, TreeSet<String>> wanted) {
        Image image = table.find(text).orElse(null);
        if (image != null && (image.id().value().startsWith(text) || image.id().hex().startsWith(text)) && !image.tags().contains(text)) {
            wanted.computeIfAbsent(image.id().value(), id -> new TreeSet<>());
            return;
        }
        ImageReference reference = ImageReference.parse(text);
        List<Image> named = reference.tag().isEmpty() && reference.digest().isEmpty()
                ? table.list().stream().filter(i -> i.tags().stream().anyMatch(t -> ImageReference.parse(t).name().equals(reference.name()))).toList()
                : List.of();
        if (named.isEmpty()) {
            Image found = table.find(text).orElseThrow(() -> ServinException.notFound("No such image: " + text));
            TreeSet<String> names = wanted.computeIfAbsent(found.id().value(), id -> new TreeSet<>());
            if (!reference.isDigest()) {
                names.add(reference.exact().familiar());
            }
        }
        for (Image one : named) {
            TreeSet<String> names = wanted.computeIfAbsent(one.id().value(), id -> new TreeSet<>());
            one.tags().stream().filter(t -> ImageReference.parse(t).name().equals(reference.name())).forEach(names::add);
        }
    }

    private void write(List<ImageRecord> images, Map<String, TreeSet<String>> names, OutputStream out) throws IOException {
        TreeMap<String, byte[]> documents = new TreeMap<>();
        TreeMap<String, Descriptor> content = new TreeMap<>();
        ArrayNode index = Json.MAPPER.createArrayNode();
        ArrayNode docker = Json.MAPPER.createArrayNode();
        ObjectNode repositories = Json.MAPPER.createObjectNode();
        for (ImageRecord image : images) {
            Manifest.Single manifest = manifest(image);
            documents.put(ArchiveFiles.blobName(manifest.digest()), manifest.bytes());
            documents.put(ArchiveFiles.blobName(image.id()), blobs.read(image.id()));
            image.layers().forEach(layer -> content.put(ArchiveFiles.blobName(layer.blob().digest()), layer.blob()));
            TreeSet<String> tags = names.get(image.id());
            describe(index, manifest, tags);
            describe(docker, image, tags);
            tags.forEach(tag -> mention(repositories, ImageReference.parse(tag), image));
        }
        documents.put("index.json", Json.bytes(Json.MAPPER.createObjectNode().put("schemaVersion", 2)
                .put("mediaType", "application/vnd.oci.image.index.v1+json").set("manifests", index)));
        documents.put("manifest.json", Json.bytes(docker));
        documents.put("oci-layout", Json.bytes(Json.MAPPER.createObjectNode().put("imageLayoutVersion", "1.0.0")));
        if (!repositories.isEmpty()) {
            documents.put("repositories", Json.bytes(repositories));
        }
        write(documents, content, out);
    }

    private Manifest.Single manifest(ImageRecord image) throws IOException {
        Optional<Manifest.Single> kept = manifests.of(image);
        if (kept.isPresent()) {
            return kept.get();
        }
        List<ManifestWriter.Layer> layers = new ArrayList<>();
        for (LayerRecord layer : image.layers()) {
            layers.add(new ManifestWriter.Layer(layer.blob(), Compression.of(blobs.path(layer.blob().digest()))));
        }
        return ManifestWriter.write(new Descriptor("", image.id(), blobs.size(image.id())), layers, true);
    }

    private static void describe(ArrayNode index, Manifest.Single manifest, TreeSet<String> tags) {
        Descriptor content = new Descriptor(manifest.mediaType(), manifest.digest(), manifest.bytes().length);
        if (tags.isEmpty()) {
            ManifestWriter.describe(index.addObject(), manifest.mediaType(), content);
        }
        for (String tag : tags) {
            ImageReference reference = ImageReference.parse(tag);
            ManifestWriter.describe(index.addObject(), manifest.mediaType(), content).putObject("annotations")
                    .put("io.containerd.image.name", reference.toString()).put("org.opencontainers.image.ref.name", reference.tag().orElseThrow());
        }
    }

    private static void describe(ArrayNode docker, ImageRecord image, TreeSet<String> tags) {
        ObjectNode item = docker.addObject().put("Config", ArchiveFiles.blobName(image.id()));
        if (tags.isEmpty()) {
            item.putNull("RepoTags");
        } else {
            ArrayNode list = item.putArray("RepoTags");
            tags.forEach(list::add);
        }
        ArrayNode layers = item.putArray("Layers");
        image.layers().forEach(layer -> layers.add(ArchiveFiles.blobName(layer.blob().digest())));
    }

    private static void mention(ObjectNode repositories, ImageReference tag, ImageRecord image) {
        if (!image.layers().isEmpty()) {
            String top = image.layers().get(image.layers().size() - 1).blob().digest();
            ObjectNode tags = (ObjectNode) Optional.ofNullable(repositories.get(tag.familiarName())).orElseGet(() -> repositories.putObject(tag.familiarName()));
            tags.put(tag.tag().orElseThrow(), Digests.hex(top));
        }
    }

    private void write(TreeMap<String, byte[]> documents, TreeMap<String, Descriptor> content, OutputStream out) throws IOException {
        TarArchiveOutputStream tar = new TarArchiveOutputStream(out);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        folder(tar, "blobs/");
        folder(tar, "blobs/sha256/");
        TreeSet<String> all = new TreeSet<>(documents.keySet());
        all.addAll(content.keySet());
        for (String name : all) {
            byte[] document = documents.get(name);
            if (document != null) {
                file(tar, name, document.length, new ByteArrayInputStream(document));
            } else {
                layer(tar, name, content.get(name));
            }
        }
        tar.finish();
        out.flush();
    }

    /** Who loads the archive would see that a layer is damaged, but perhaps when there is no other copy any more. */
    private void layer(TarArchiveOutputStream tar, String name, Descriptor content) throws IOException {
        try (VerifiedStream in = new VerifiedStream(blobs.open(content.digest()))) {
            file(tar, name, content.size(), in);
            if (!in.digest().equals(content.digest())) {
                throw new ServinException(ErrorKind.DATA_LOSS, "layer " + content.digest() + " is damaged: pull the image again");
            }
        }
    }

    private static void folder(TarArchiveOutputStream tar, String name) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_DIR);
        entry.setMode(040755);
        entry.setModTime(0);
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
    }

    private static void file(TarArchiveOutputStream tar, String name, long size, InputStream in) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_NORMAL);
        entry.setMode(0100644);
        entry.setModTime(0);
        entry.setSize(size);
        tar.putArchiveEntry(entry);
        in.transferTo(tar);
        tar.closeArchiveEntry();
    }
}
