package org.servin.api.internal.resource;

import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import org.servin.api.internal.access.Action;
import org.servin.api.internal.http.ApiException;

/** Checkpoints of containers, which dockerd has as an experiment alone: refused in its words. */
@Path(ContainerResource.PATH + "/checkpoints")
public final class CheckpointsResource {
    /** All of one container. */
    @GET
    @Action("container.inspect")
    public Response list() {
        throw experiment();
    }

    /** Makes one. */
    @POST
    @Action("container.update")
    public Response create() {
        throw experiment();
    }

    /** Removes one. */
    @DELETE
    @Path("{checkpoint}")
    @Action("container.update")
    public Response remove() {
        throw experiment();
    }

    private static ApiException experiment() {
        return new ApiException(501, "This experimental feature is disabled by default. Start the Docker daemon in experimental mode in order to enable it.");
    }
}
