package org.servin.api.internal.access;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.servin.core.container.ContainerView;
import org.servin.core.container.Containers;
import org.servin.core.exec.Execs;
import org.servin.core.network.NetworkInfo;
import org.servin.core.network.Networks;
import org.servin.core.volume.Volumes;
import org.servin.image.Image;
import org.servin.image.ImageName;
import org.servin.image.Images;
import org.servin.spi.ServinException;
import org.servin.spi.auth.Target;

/** Finds what requests are about, whatever clients call it. */
public final class Targets {
    private final Containers containers;
    private final Execs execs;
    private final Images images;
    private final Networks networks;
    private final Volumes volumes;

    /** Looks there. */
    public Targets(Containers containers, Execs execs, Images images, Networks networks, Volumes volumes) {
        this.containers = containers;
        this.execs = execs;
        this.images = images;
        this.networks = networks;
        this.volumes = volumes;
    }

    /**
     * What was found.
     *
     * @param target the thing, or what the client calls it
     * @param reference by which the engine finds the very same thing again, whatever is renamed meanwhile; empty if the client's own word is to be used
     * @param container the container that it is or is in
     * @param failure why there is no such thing; to be told once the request was judged
     */
    public record Found(Target target, Optional<String> reference, Optional<ContainerView> container, Optional<ServinException> failure) {
        private static Found of(Target target) {
            return new Found(target, Optional.empty(), Optional.empty(), Optional.empty());
        }
    }

    /**
     * Finds it.
     *
     * @param kind {@code container}, {@code exec}, {@code image}, {@code network} or {@code volume}; of others there are no more than names
     * @param name as the client calls it; empty for requests that are about no single thing
     */
    public Found find(String kind, String name) {
        if (name.isEmpty()) {
            return Found.of(Target.NONE);
        }
        try {
            return switch (kind) {
                case "container" -> container(name);
                case "exec" -> exec(name);
                case "image" -> Found.of(image(name));
                case "network" -> network(name);
                case "volume" -> Found.of(volume(name));
                default -> Found.of(unknown(kind, name));
            };
        } catch (ServinException e) {
            String shown = kind.equals("exec") ? "container" : kind;
            return new Found(kind.equals("exec") ? Target.NONE : unknown(shown, name), Optional.empty(), Optional.empty(), kind.equals("volume") ? Optional.empty() : Optional.of(e));
        }
    }

    private static Target unknown(String kind, String name) {
        return new Target(kind, "", List.of(name), Map.of());
    }

    private Found container(String name) {
        ContainerView view = containers.inspect(name, false);
        return new Found(target(view), Optional.of(view.id()), Optional.of(view), Optional.empty());
    }

    private Found exec(String id) {
        ContainerView view = containers.inspect(execs.inspect(id).containerId(), false);
        return new Found(target(view), Optional.of(id), Optional.of(view), Optional.empty());
    }

    private static Target target(ContainerView view) {
        return new Target("container", view.id(), List.of(view.name()), orEmpty(view.config().labels()));
    }

    private Found network(String name) {
        NetworkInfo info = networks.inspect(name, "");
        return new Found(new Target("network", info.id(), List.of(info.name()), orEmpty(info.labels())), Optional.of(info.id()), Optional.empty(), Optional.empty());
    }

    private Target volume(String name) {
        return new Target("volume", name, List.of(name), volumes.inspect(name).labels().orElse(Map.of()));
    }

    private Target image(String name) {
        Optional<Image> found = images.find(name);
        if (found.isEmpty()) {
            return unknown("image", ImageName.of(name).map(ImageName::toString).orElse(name));
        }
        Image image = found.get();
        List<String> names = Stream.concat(image.tags().stream(), image.digests().stream()).flatMap(n -> ImageName.of(n).stream()).map(ImageName::toString).toList();
        return new Target("image", image.id().value(), names, orEmpty(image.settings().labels()));
    }

    private static Map<String, String> orEmpty(Map<String, String> labels) {
        return Objects.requireNonNullElse(labels, Map.of());
    }
}
