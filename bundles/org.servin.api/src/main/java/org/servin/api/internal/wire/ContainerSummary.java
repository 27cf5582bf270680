package org.servin.api.internal.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.servin.core.container.ContainerState;
import org.servin.core.container.ContainerView;
import org.servin.core.container.Health;
import org.servin.core.container.PortBinding;
import org.servin.image.Images;

/** One element of {@code GET /containers/json}. */
public record ContainerSummary(
        String id,
        List<String> names,
        String image,
        @JsonProperty("ImageID") String imageId,
        String command,
        long created,
        List<Port> ports,
        @JsonInclude(Include.NON_DEFAULT) long sizeRw,
        @JsonInclude(Include.NON_DEFAULT) long sizeRootFs,
        Map<String, String> labels,
        String state,
        String status,
        Mode hostConfig,
        Networks networkSettings,
        List<MountDocument> mounts) {
    /** The part of the host configuration that lists show. */
    public record Mode(String networkMode) { }

    /** The part of the network settings that lists show. */
    public record Networks(Map<String, EndpointDocument> networks) { }

    /** An exposed port, and where it is published. */
    public record Port(
            @JsonProperty("IP") @JsonInclude(Include.NON_EMPTY) String ip, int privatePort, @JsonInclude(Include.NON_DEFAULT) int publicPort, String type) { }

    /** One container as it is at a moment. */
    public static ContainerSummary of(ContainerView v, Images images, Instant now) {
        return new ContainerSummary(v.id(), names(v), image(v, images), v.imageId(), command(v), v.created().getEpochSecond(), ports(v),
                v.sizes().map(ContainerView.Sizes::rw).orElse(0L), v.sizes().map(ContainerView.Sizes::rootFs).orElse(0L),
                v.config().labels() == null ? Map.of() : v.config().labels(), v.state().status().text(), status(v.state(), now),
                new Mode(v.host().wiring().networkMode()), new Networks(EndpointDocument.brief(v)), MountDocument.all(v.mounts()));
    }

    private static List<String> names(ContainerView v) {
        return Stream.concat(Stream.of(v.name()), v.linkNames().stream()).map(n -> "/" + n).sorted().toList();
    }

    /** The name the container was made with, or the image's id once the name means another image or none. */
    private static String image(ContainerView v, Images images) {
        String name = v.config().image();
        boolean named = v.imageId().isEmpty() || name.equals(v.imageId()) || images.find(name).filter(i -> i.id().value().equals(v.imageId())).isPresent();
        return named ? name : v.imageId();
    }

    private static String command(ContainerView v) {
        return v.args().isEmpty() ? v.path() : v.path() + " " + v.args().stream().map(a -> a.contains(" ") ? "'" + a + "'" : a).collect(Collectors.joining(" "));
    }

    private static List<Port> ports(ContainerView v) {
        List<Port> ports = new ArrayList<>();
        v.network().ports().forEach((port, bindings) -> ports.addAll(ports(port, bindings)));
        return ports;
    }

    private static List<Port> ports(String port, Optional<List<PortBinding>> bindings) {
        int slash = port.indexOf('/');
        int inside = Integer.parseInt(slash < 0 ? port : port.substring(0, slash));
        String type = slash < 0 ? "tcp" : port.substring(slash + 1);
        return bindings.filter(b -> !b.isEmpty())
                .map(all -> all.stream().map(b -> new Port(b.hostIp(), inside, Integer.parseInt(b.hostPort()), type)).toList())
                .orElseGet(() -> List.of(new Port("", inside, 0, type)));
    }

    /** A state in the words that {@code docker ps} shows. */
    static String status(ContainerState s, Instant now) {
        String up = "Up " + HumanDuration.of(Duration.between(s.startedAt().orElse(now), now));
        String ago = s.finishedAt().map(f -> HumanDuration.of(Duration.between(f, now))).orElse("");
        return switch (s.status()) {
            case RUNNING -> up + s.health().map(ContainerSummary::health).orElse("");
            case PAUSED -> up + " (Paused)";
            case RESTARTING -> "Restarting (" + s.exitCode() + ") " + ago + " ago";
            case REMOVING -> "Removal In Progress";
            case DEAD -> "Dead";
            case CREATED -> "Created";
            case EXITED -> ago.isEmpty() ? "" : "Exited (" + s.exitCode() + ") " + ago + " ago";
        };
    }

    private static String health(Health h) {
        return h.status().equals("starting") ? " (health: starting)" : " (" + h.status() + ")";
    }
}
