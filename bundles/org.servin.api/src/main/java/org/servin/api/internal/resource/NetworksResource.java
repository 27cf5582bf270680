package org.servin.api.internal.resource;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.servin.api.internal.access.Action;
import org.servin.api.internal.access.Facts;
import org.servin.api.internal.facts.ContainerFacts;
import org.servin.api.internal.facts.NetworkFacts;
import org.servin.api.internal.http.Answers;
import org.servin.api.internal.http.ApiCall;
import org.servin.api.internal.http.ApiException;
import org.servin.api.internal.http.FilterQuery;
import org.servin.api.internal.http.Json;
import org.servin.api.internal.http.JsonBody;
import org.servin.api.internal.http.Query;
import org.servin.api.internal.wire.NetworkDocument;
import org.servin.api.internal.wire.Replies;
import org.servin.core.container.EndpointConfig;
import org.servin.core.network.IpamPool;
import org.servin.core.network.NetworkCreate;
import org.servin.core.network.Networks;

/** Networks. */
@Path("/")
public final class NetworksResource {
    /** What Go takes for a truth value. */
    private static final Set<String> BOOLEANS = Set.of("1", "t", "T", "TRUE", "true", "True", "0", "f", "F", "FALSE", "false", "False");
    private final Networks networks;
    private final ContainerFacts facts;

    /** Stands on the networks; policies are told those facts of containers that join. */
    public NetworksResource(Networks networks, ContainerFacts facts) {
        this.networks = networks;
        this.facts = facts;
    }

    /** A wish for a network. */
    record CreateNetwork(
            String name,
            boolean checkDuplicate,
            String driver,
            boolean internal,
            boolean attachable,
            boolean ingress,
            String scope,
            boolean configOnly,
            ConfigFrom configFrom,
            @JsonProperty("EnableIPv6") boolean enableIpv6,
            @JsonProperty("IPAM") Ipam ipam,
            Map<String, String> options,
            Map<String, String> labels) {
        record Ipam(String driver, Map<String, String> options, List<IpamPool> config) { }

        record ConfigFrom(String network) { }

        NetworkCreate request() {
            return new NetworkCreate(text(name), checkDuplicate, text(driver), internal, attachable, ingress, text(scope), configOnly,
                    configFrom == null ? "" : text(configFrom.network()), enableIpv6, ipam == null ? "" : text(ipam.driver()),
                    ipam == null ? null : ipam.options(), ipam == null || ipam.config() == null ? List.of() : ipam.config(), Objects.requireNonNullElse(options, Map.of()),
                    Objects.requireNonNullElse(labels, Map.of()));
        }
    }

    /** A wish to join. */
    record Connect(String container, EndpointConfig endpointConfig) { }

    /** A wish to leave. */
    record Disconnect(String container, boolean force) { }

    private static String text(String s) {
        return Objects.requireNonNullElse(s, "");
    }

    /** Those that match. */
    @GET
    @Path("networks")
    @Action("network.list")
    public Response list(@Context ContainerRequestContext request) {
        ApiCall call = ApiCall.of(request);
        // lists show members to clients before 1.28 only
        boolean members = !call.version().since(28);
        return Answers.ok(networks.list(FilterQuery.of(call, 500)).stream().map(n -> NetworkDocument.of(n, members)).toList());
    }

    /** Everything about one. */
    @GET
    @Path("networks/{id: .+}")
    @Action("network.inspect")
    public Response inspect(@PathParam("id") String id, @Context ContainerRequestContext request) {
        Query query = ApiCall.of(request).query();
        // more about services only, which there are none of: but dockerd looks at the value
        String verbose = query.get("verbose");
        if (!verbose.isEmpty() && !BOOLEANS.contains(verbose)) {
            throw ApiException.badRequest("invalid value for verbose: " + verbose + ": strconv.ParseBool: parsing \"" + verbose + "\": invalid syntax");
        }
        return Answers.ok(NetworkDocument.of(networks.inspect(id, query.get("scope")), true));
    }

    /** Makes one. */
    @POST
    @Path("networks/create")
    @Action(value = "network.create", byContent = true)
    public Response create(@Context ContainerRequestContext request) {
        ApiCall call = ApiCall.of(request);
        NetworkCreate wish = JsonBody.read(call, CreateNetwork.class, "types.NetworkCreateRequest").map(CreateNetwork::request).permitted(call, w -> {
            call.access().wants("network", w.name());
            return NetworkFacts.of(w);
        });
        Networks.Created created = networks.create(wish);
        return Answers.created(new Replies.NetworkCreated(created.id(), created.warning()));
    }

    /** Joins a container. */
    @POST
    @Path("networks/{id: .+}/connect")
    @Action(value = "network.connect", byContent = true)
    public Response connect(@PathParam("id") String id, @Context ContainerRequestContext request) {
        ApiCall call = ApiCall.of(request);
        Connect c = JsonBody.read(call, Connect.class, "types.NetworkConnect").permitted(call, wish -> facts(wish, wish.container()));
        networks.connect(id, text(c.container()), Objects.requireNonNullElse(c.endpointConfig(), EndpointConfig.none()));
        return Answers.empty(200);
    }

    private Facts facts(Object wish, String container) {
        return facts.ofOther(text(container)).document(Json.MAPPER.valueToTree(wish));
    }

    /** Takes a container off. */
    @POST
    @Path("networks/{id: .+}/disconnect")
    @Action(value = "network.disconnect", byContent = true)
    public Response disconnect(@PathParam("id") String id, @Context ContainerRequestContext request) {
        ApiCall call = ApiCall.of(request);
        Disconnect d = JsonBody.read(call, Disconnect.class, "types.NetworkDisconnect").permitted(call, wish -> facts(wish, wish.container()));
        networks.disconnect(id, text(d.container()), d.force());
        return Answers.empty(200);
    }

    /** Removes one. */
    @DELETE
    @Path("networks/{id: .+}")
    @Action("network.remove")
    public Response remove(@PathParam("id") String id) {
        networks.remove(id);
        return Answers.none();
    }

    /** Removes those that nobody uses. */
    @POST
    @Path("networks/prune")
    @Action("network.prune")
    public Response prune(@Context ContainerRequestContext request) {
        return Answers.ok(new Replies.NetworksPruned(Replies.nullIfEmpty(networks.prune(FilterQuery.of(ApiCall.of(request), 500)))));
    }
}
