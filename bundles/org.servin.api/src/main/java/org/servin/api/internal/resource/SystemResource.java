package org.servin.api.internal.resource;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import org.servin.api.internal.access.Action;
import org.servin.api.internal.http.Answers;
import org.servin.api.internal.http.ApiCall;
import org.servin.api.internal.http.ApiException;
import org.servin.api.internal.http.ApiVersion;
import org.servin.api.internal.wire.DiskUsageDocument;
import org.servin.api.internal.wire.InfoDocument;
import org.servin.api.internal.wire.Replies;
import org.servin.api.internal.wire.VersionDocument;
import org.servin.core.system.EngineSettings;
import org.servin.core.system.HostFacts;
import org.servin.core.system.SystemView;
import org.servin.image.Images;

/** The engine itself. */
@Path("/")
public final class SystemResource {
    private final EngineSettings settings;
    private final HostFacts host;
    private final SystemView system;
    private final Images images;
    private final InfoReport info;

    /** Stands on what it shows. */
    public SystemResource(EngineSettings settings, HostFacts host, SystemView system, Images images, InfoReport info) {
        this.settings = settings;
        this.host = host;
        this.system = system;
        this.images = images;
        this.info = info;
    }

    /** Versions. */
    @GET
    @Path("version")
    @Action("system.version")
    public Response version() {
        return Answers.ok(VersionDocument.of(settings.version(), ApiVersion.NEWEST.toString(), ApiVersion.OLDEST.toString(), host));
    }

    /** Everything about the engine. */
    @GET
    @Path("info")
    @Action("system.info")
    public Response info(@Context ContainerRequestContext request) {
        InfoDocument document = info.make();
        return Answers.ok(ApiCall.of(request).version().since(25) ? document : document.before25());
    }

    /** Disk space. */
    @GET
    @Path("system/df")
    @Action("system.df")
    public Response diskUsage() {
        return Answers.ok(DiskUsageDocument.of(system.diskUsage(), images));
    }

    /** There is no builder, so there is no cache. */
    @POST
    @Path("build/prune")
    @Action("image.prune")
    public Response pruneBuildCache() {
        return Answers.ok(new Replies.CachesPruned(null, 0));
    }

    /** Says clearly that the builder is not there. */
    @POST
    @Path("build")
    @Action("image.build")
    public Response build() {
        throw new ApiException(501, "building images is not available: no builder is installed");
    }

    /** BuildKit's way in: clients fall back when it is refused. */
    @POST
    @Path("session")
    @Action("image.build")
    public Response session(@Context ContainerRequestContext request) {
        boolean upgrade = ApiCall.of(request).exchange().header("upgrade").isPresent();
        throw upgrade ? new ApiException(501, "sessions are not available: no builder is installed") : ApiException.badRequest("no upgrade proto in request");
    }

    /** BuildKit's other way in. */
    @POST
    @Path("grpc")
    @Action("image.build")
    public Response grpc(@Context ContainerRequestContext request) {
        return session(request);
    }

    /** Kept for clients that ask whether a build can be cancelled: there is none. */
    @POST
    @Path("build/cancel")
    @Action("image.build")
    public Response cancelBuild(@Context ContainerRequestContext request) {
        if (ApiCall.of(request).query().get("id").isEmpty()) {
            throw new ApiException(500, "build ID not provided");
        }
        return Answers.empty(204);
    }
}
