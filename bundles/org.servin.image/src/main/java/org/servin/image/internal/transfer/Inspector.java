package org.servin.image.internal.transfer;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.servin.image.RegistryLogin;
import org.servin.image.RemoteImage;
import org.servin.image.internal.manifest.Json;
import org.servin.image.internal.manifest.Manifest;
import org.servin.image.internal.reference.ImageReference;
import org.servin.image.internal.registry.RegistryClient;
import org.servin.image.internal.registry.Repository;
import org.servin.spi.ServinException;

/** Looks at what registries have. Thread-safe. */
public final class Inspector {
    private final RegistryClient registries;

    /** Uses this. */
    public Inspector(RegistryClient registries) {
        this.registries = registries;
    }

    /** What a registry has under a name that has a tag or a digest. */
    public RemoteImage inspect(ImageReference reference, RegistryLogin login) {
        try {
            return registries.with(reference, login, false, repository -> look(repository, reference.digest().or(reference::tag).orElseThrow()));
        } catch (IOException e) {
            throw Failures.inspection(e);
        } catch (ServinException e) {
            throw Failures.unusable(e);
        }
    }

    private static RemoteImage look(Repository repository, String tagOrDigest) throws IOException {
        Manifest manifest = repository.manifest(tagOrDigest);
        List<RemoteImage.Target> platforms = new ArrayList<>();
        if (manifest instanceof Manifest.Single single) {
            JsonNode config = Json.object(repository.document(single.config(), "image configuration"), "image configuration " + single.config().digest());
            if (!config.path("os").asText("").isEmpty()) {
                platforms.add(target(config));
            }
        } else {
            Json.object(manifest.bytes(), "index").path("manifests").forEach(entry -> platforms.add(target(entry.path("platform"))));
        }
        return new RemoteImage(manifest.mediaType(), manifest.digest(), manifest.bytes().length, platforms);
    }

    private static RemoteImage.Target target(JsonNode platform) {
        List<String> features = new ArrayList<>();
        platform.path("os.features").forEach(feature -> features.add(feature.asText()));
        return new RemoteImage.Target(platform.path("architecture").asText(""), platform.path("os").asText(""), platform.path("os.version").asText(""), features,
                platform.path("variant").asText(""));
    }
}
