package org.servin.image.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.servin.image.internal.content.Digests;
import org.servin.image.internal.manifest.Json;
import org.servin.image.internal.manifest.MediaTypes;

/** Small images made by the tests. */
final class TestImages {
    private TestImages() { }

    /** An archive in the making. */
    static final class Tar {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes);

        Tar file(String name, String text) {
            return file(name, text.getBytes(StandardCharsets.UTF_8));
        }

        Tar file(String name, byte[] content) {
            try {
                TarArchiveEntry entry = new TarArchiveEntry(name);
                entry.setSize(content.length);
                entry.setModTime(0);
                tar.putArchiveEntry(entry);
                tar.write(content);
                tar.closeArchiveEntry();
                return this;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        Tar link(String name, String target) {
            try {
                TarArchiveEntry entry = new TarArchiveEntry(name, org.apache.commons.compress.archivers.tar.TarConstants.LF_SYMLINK);
                entry.setLinkName(target);
                tar.putArchiveEntry(entry);
                tar.closeArchiveEntry();
                return this;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        byte[] bytes() {
            try {
                tar.finish();
                return bytes.toByteArray();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    enum Packing { PLAIN, GZIP, ZSTD }

    /** A layer: its archive and how it is delivered. */
    record Layer(byte[] tar, byte[] blob, String mediaType) {
        String diffId() {
            return Digests.of(tar);
        }

        String digest() {
            return Digests.of(blob);
        }
    }

    static Layer layer(Packing packing, String name, String text) {
        byte[] tar = new Tar().file(name, text).bytes();
        return switch (packing) {
            case PLAIN -> new Layer(tar, tar, MediaTypes.OCI_LAYER);
            case GZIP -> new Layer(tar, gzip(tar), MediaTypes.DOCKER_LAYER_GZIP);
            case ZSTD -> new Layer(tar, Zstd.compress(tar), MediaTypes.OCI_LAYER_ZSTD);
        };
    }

    static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** An image: configuration, manifest and layers. */
    record Built(byte[] config, byte[] manifest, String mediaType, List<Layer> layers) {
        String id() {
            return Digests.of(config);
        }

        String digest() {
            return Digests.of(manifest);
        }
    }

    static Built image(String architecture, boolean oci, Layer... layers) {
        ObjectNode config = Json.MAPPER.createObjectNode().put("architecture", architecture).put("os", "linux").put("created", "2024-05-06T07:08:09Z");
        config.putObject("config").putArray("Cmd").add("/bin/sh");
        var diffIds = config.putObject("rootfs").put("type", "layers").putArray("diff_ids");
        var history = config.putArray("history");
        for (Layer layer : layers) {
            diffIds.add(layer.diffId());
            history.addObject().put("created", "2024-05-06T07:08:09Z").put("created_by", "ADD " + layer.digest());
        }
        byte[] configBytes = Json.bytes(config);
        String type = oci ? MediaTypes.OCI_MANIFEST : MediaTypes.DOCKER_MANIFEST;
        ObjectNode manifest = Json.MAPPER.createObjectNode().put("schemaVersion", 2).put("mediaType", type);
        manifest.putObject("config").put("mediaType", oci ? MediaTypes.OCI_CONFIG : MediaTypes.DOCKER_CONFIG)
                .put("size", configBytes.length).put("digest", Digests.of(configBytes));
        var list = manifest.putArray("layers");
        for (Layer layer : layers) {
            list.addObject().put("mediaType", layer.mediaType()).put("size", layer.blob().length).put("digest", layer.digest());
        }
        return new Built(configBytes, Json.bytes(manifest), type, new ArrayList<>(List.of(layers)));
    }

    static byte[] index(Built... images) {
        ObjectNode index = Json.MAPPER.createObjectNode().put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_INDEX);
        var list = index.putArray("manifests");
        for (Built image : images) {
            String[] platform = Json.object(image.config(), "config").path("architecture").asText().split("/");
            var described = list.addObject().put("mediaType", image.mediaType()).put("size", image.manifest().length).put("digest", image.digest())
                    .putObject("platform").put("os", "linux").put("architecture", platform[0]);
            if (platform.length > 1) {
                described.put("variant", platform[1]);
            }
        }
        return Json.bytes(index);
    }
}
