package org.servin.image.internal.manifest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.servin.image.internal.content.Compression;
import org.servin.image.internal.content.Descriptor;

/** Writes manifests of images that have none that fits. */
public final class ManifestWriter {
    private ManifestWriter() { }

    /** A layer as it is to be delivered. */
    public record Layer(Descriptor blob, Compression compression) { }

    /** Docker's schema 2 where it can say it, as dockerd pushes; OCI where it cannot (zstd). */
    public static Manifest.Single write(Descriptor config, List<Layer> layers, boolean preferOci) {
        boolean oci = preferOci || layers.stream().anyMatch(layer -> layer.compression == Compression.ZSTD);
        ObjectNode node = Json.MAPPER.createObjectNode();
        node.put("schemaVersion", 2);
        node.put("mediaType", oci ? MediaTypes.OCI_MANIFEST : MediaTypes.DOCKER_MANIFEST);
        describe(node.putObject("config"), oci ? MediaTypes.OCI_CONFIG : MediaTypes.DOCKER_CONFIG, config);
        ArrayNode list = node.putArray("layers");
        for (Layer layer : layers) {
            ObjectNode described = describe(list.addObject(), type(layer, oci), layer.blob);
            if (!layer.blob.urls().isEmpty()) {
                layer.blob.urls().forEach(described.putArray("urls")::add);
            }
        }
        Manifest written = Manifest.parse(Json.bytes(node), "");
        return (Manifest.Single) written;
    }

    /** What may not be distributed keeps the type that says so. */
    private static String type(Layer layer, boolean oci) {
        return layer.blob.urls().isEmpty() ? type(layer.compression, oci) : layer.blob.mediaType();
    }

    /** A layer's media type. */
    public static String type(Compression compression, boolean oci) {
        return switch (compression) {
            case ZSTD -> MediaTypes.OCI_LAYER_ZSTD;
            case GZIP -> oci ? MediaTypes.OCI_LAYER_GZIP : MediaTypes.DOCKER_LAYER_GZIP;
            default -> oci ? MediaTypes.OCI_LAYER : MediaTypes.DOCKER_LAYER;
        };
    }

    /** Writes a descriptor's members. */
    public static ObjectNode describe(ObjectNode node, String mediaType, Descriptor content) {
        return node.put("mediaType", mediaType).put("size", content.size()).put("digest", content.digest());
    }
}
