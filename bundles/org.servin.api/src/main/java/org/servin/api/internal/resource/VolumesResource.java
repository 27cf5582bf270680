package org.servin.api.internal.resource;

import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.servin.api.internal.access.Action;
import org.servin.api.internal.access.Facts;
import org.servin.api.internal.facts.VolumeFacts;
import org.servin.api.internal.http.Answers;
import org.servin.api.internal.http.ApiCall;
import org.servin.api.internal.http.FilterQuery;
import org.servin.api.internal.http.Json;
import org.servin.api.internal.http.JsonBody;
import org.servin.api.internal.wire.Replies;
import org.servin.api.internal.wire.VolumeDocument;
import org.servin.core.container.PruneReport;
import org.servin.core.volume.Volumes;

/** Volumes. */
@Path("/")
public final class VolumesResource {
    private final Volumes volumes;

    /** Stands on the volumes. */
    public VolumesResource(Volumes volumes) {
        this.volumes = volumes;
    }

    /** A wish for a volume. */
    record CreateVolume(String name, String driver, Map<String, String> driverOpts, Map<String, String> labels) { }

    /** Those that match. */
    @GET
    @Path("volumes")
    @Action("volume.list")
    public Response list(@Context ContainerRequestContext request) {
        return Answers.ok(new Replies.VolumeList(
                volumes.list(FilterQuery.of(ApiCall.of(request), 400, "error reading volume filters: ")).stream().map(VolumeDocument::of).toList(), null));
    }

    /** Makes one. */
    @POST
    @Path("volumes/create")
    @Action(value = "volume.create", byContent = true)
    public Response create(@Context ContainerRequestContext request) {
        ApiCall call = ApiCall.of(request);
        CreateVolume c = JsonBody.read(call, CreateVolume.class, "volume.VolumeCreateBody").permitted(call, wish -> {
            call.access().wants("volume", Objects.requireNonNullElse(wish.name(), ""));
            return facts(wish);
        });
        return Answers.created(VolumeDocument.of(volumes.create(
                Objects.requireNonNullElse(c.name(), ""), Objects.requireNonNullElse(c.driver(), ""), Optional.ofNullable(c.driverOpts()), Optional.ofNullable(c.labels()))));
    }

    private static Facts facts(CreateVolume c) {
        return VolumeFacts.of(Objects.requireNonNullElse(c.name(), ""), Objects.requireNonNullElse(c.driver(), ""), c.driverOpts(), c.labels())
                .document(Json.MAPPER.valueToTree(c));
    }

    /** Everything about one. */
    @GET
    @Path("volumes/{name: .+}")
    @Action("volume.inspect")
    public Response inspect(@PathParam("name") String name) {
        return Answers.ok(VolumeDocument.of(volumes.inspect(name)));
    }

    /** Removes one. */
    @DELETE
    @Path("volumes/{name: .+}")
    @Action("volume.remove")
    public Response remove(@PathParam("name") String name, @Context ContainerRequestContext request) {
        volumes.remove(name, ApiCall.of(request).query().flag("force"));
        return Answers.none();
    }

    /** Removes those that nobody uses. */
    @POST
    @Path("volumes/prune")
    @Action("volume.prune")
    public Response prune(@Context ContainerRequestContext request) {
        PruneReport r = volumes.prune(FilterQuery.of(ApiCall.of(request), 500));
        return Answers.ok(new Replies.VolumesPruned(r.deleted(), r.spaceReclaimed()));
    }
}
