package org.servin.api.internal.resource;

import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import org.servin.api.internal.access.Action;
import org.servin.api.internal.http.ApiException;

/** Refuses what belongs to a Docker swarm, in the words of an engine that is in none. */
@Path("/")
public final class SwarmResource {
    private static final String TREES = "{tree: swarm|nodes|services|tasks|secrets|configs}";
    private static final String BELOW = TREES + "/{rest: .+}";

    private static Response refuse() {
        throw new ApiException(503, "This node is not a swarm manager. Use \"docker swarm init\" or \"docker swarm join\" to connect this node to swarm and try again.");
    }

    /** Refuses. */
    @GET
    @Path(TREES)
    @Action("swarm.read")
    public Response list() {
        return refuse();
    }

    /** Refuses. */
    @GET
    @Path(BELOW)
    @Action("swarm.read")
    public Response inspect() {
        return refuse();
    }

    /** Refuses. */
    @POST
    @Path(BELOW)
    @Action("swarm.change")
    public Response change() {
        return refuse();
    }

    /** Refuses. */
    @DELETE
    @Path(BELOW)
    @Action("swarm.change")
    public Response remove() {
        return refuse();
    }

    /** Refuses. */
    @POST
    @Path("swarm/leave")
    @Action("swarm.change")
    public Response leave() {
        throw new ApiException(503, "This node is not part of a swarm");
    }

    /** There is no swarm to be made here. */
    @POST
    @Path("swarm/{verb: init|join}")
    @Action("swarm.change")
    public Response join() {
        throw new ApiException(501, "swarms are not available");
    }
}
