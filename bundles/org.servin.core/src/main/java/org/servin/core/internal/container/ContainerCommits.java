package org.servin.core.internal.container;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.servin.core.container.Commits;
import org.servin.core.container.ContainerConfig;
import org.servin.core.container.Containers;
import org.servin.core.container.Empty;
import org.servin.core.container.HealthCheckConfig;
import org.servin.core.container.Status;
import org.servin.core.internal.meter.Actions;
import org.servin.image.CommitRequest;
import org.servin.image.ImageId;
import org.servin.image.ImageSettings;
import org.servin.image.Images;
import org.servin.spi.ServinException;
import org.servin.spi.storage.WorkspaceId;

/** Turns a container's configuration into an image's and has the image made. */
@Component
public final class ContainerCommits implements Commits {
    private final ContainerTable table;
    private final Containers containers;
    private final Images images;
    private final ImageDefaults defaults;
    private final Actions actions;

    /** Commits containers of that table to that image store. */
    @Activate
    public ContainerCommits(@Reference ContainerTable table, @Reference Containers containers, @Reference Images images, @Reference Actions actions) {
        this.actions = actions;
        this.table = table;
        this.containers = containers;
        this.images = images;
        this.defaults = new ImageDefaults(table.codec().mapper());
    }

    @Override
    public ImageId commit(String ref, Optional<String> repository, String comment, String author, boolean pause, List<String> changes,
            Optional<ContainerConfig> override) {
        Container container = table.find(ref);
        if (container.status() == Status.DEAD || container.status() == Status.REMOVING) {
            throw ServinException.conflict("You cannot commit container " + container.id() + " which is " + container.status().text());
        }
        boolean frozen = pause && container.status() == Status.RUNNING;
        if (frozen) {
            containers.pause(container.id());
        }
        try {
            ImageId image = commit(container.record(), repository, comment, author, changes, override);
            table.events().publish(container.record(), "commit", Map.of("comment", comment, "imageID", image.value(), "imageRef", familiar(repository.orElse(""))));
            return image;
        } finally {
            if (frozen && container.status() == Status.PAUSED) {
                containers.unpause(container.id());
            }
        }
    }

    private ImageId commit(ContainerRecord record, Optional<String> repository, String comment, String author, List<String> changes,
            Optional<ContainerConfig> override) {
        ImageSettings own = settings(record.config(), table.codec().mapper());
        ImageSettings asked = override.map(o -> settings(defaults.merge(o, own), table.codec().mapper())).orElse(own);
        return actions.container("commit", () -> images.commit(new CommitRequest(new WorkspaceId(record.id()), record.id(),
                record.imageId().isEmpty() ? Optional.empty() : Optional.of(new ImageId(record.imageId())), images.change(asked, changes),
                Optional.of(table.codec().json(record.config())), repository, comment, author, record.command())));
    }

    /** As dockerd tells of names: without what it adds itself to those of Docker's own registry. */
    private static String familiar(String name) {
        String own = name.startsWith("docker.io/") ? name.substring("docker.io/".length()) : name;
        return own.startsWith("library/") && !own.equals(name) ? own.substring("library/".length()) : own;
    }

    private static ImageSettings settings(ContainerConfig c, JsonMapper mapper) {
        return new ImageSettings(c.hostname(), c.domainname(), c.user(), set(c.exposedPorts()), c.env(), c.entrypoint(), c.cmd(), set(c.volumes()), c.workingDir(),
                c.labels(), c.stopSignal(), health(c.healthcheck(), mapper), c.argsEscaped() ? Boolean.TRUE : null, c.onBuild(), c.shell(), c.image());
    }

    private static Map<String, JsonNode> set(Map<String, Empty> members) {
        if (members == null) {
            return null;
        }
        Map<String, JsonNode> set = new LinkedHashMap<>();
        members.keySet().forEach(k -> set.put(k, JsonNodeFactory.instance.objectNode()));
        return set;
    }

    private static JsonNode health(HealthCheckConfig check, JsonMapper mapper) {
        return check == null ? null : mapper.valueToTree(check);
    }
}
