package org.servin.core.container;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;
import org.servin.image.ImageId;

/** Makes images of containers. Thread-safe; failures as dockerd words them. */
@ProviderType
public interface Commits {
    /**
     * Makes an image of a container's file system and configuration.
     *
     * @param ref the container, as in {@link Containers}
     * @param repository the name to tag, with or without a tag; empty for none
     * @param comment free text
     * @param author free text
     * @param pause whether the container is frozen meanwhile, if it runs
     * @param changes Dockerfile instructions to apply
     * @param override configuration that goes before the container's own, component by component
     */
    ImageId commit(String ref, Optional<String> repository, String comment, String author, boolean pause, List<String> changes, Optional<ContainerConfig> override);
}
