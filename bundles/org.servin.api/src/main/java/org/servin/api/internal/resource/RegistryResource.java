package org.servin.api.internal.resource;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.servin.api.internal.access.Action;
import org.servin.api.internal.access.Facts;
import org.servin.api.internal.facts.ImageFacts;
import org.servin.api.internal.http.Answers;
import org.servin.api.internal.http.ApiCall;
import org.servin.api.internal.http.ApiException;
import org.servin.api.internal.http.FilterQuery;
import org.servin.api.internal.http.Json;
import org.servin.api.internal.http.JsonBody;
import org.servin.api.internal.http.Query;
import org.servin.api.internal.wire.DistributionDocument;
import org.servin.api.internal.wire.Replies;
import org.servin.api.internal.wire.SearchDocument;
import org.servin.image.ImageName;
import org.servin.image.Images;
import org.servin.image.RegistryLogin;
import org.servin.image.SearchResult;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.auth.Target;

/** Images that come from a registry, or go to one. */
@Path("/")
public final class RegistryResource {
    private static final int SEARCH_LIMIT = 25;
    private final Images images;
    private final ImagesResource local;

    /** Stands on the images; {@code local} serves the same path's other use. */
    public RegistryResource(Images images, ImagesResource local) {
        this.images = images;
        this.local = local;
    }

    /** Credentials as clients send them. */
    record Credentials(
            @JsonProperty("username") String username,
            @JsonProperty("password") String password,
            @JsonProperty("identitytoken") String identityToken,
            @JsonProperty("registrytoken") String registryToken,
            @JsonProperty("serveraddress") String serverAddress) {
        RegistryLogin login() {
            return new RegistryLogin(text(username), text(password), text(identityToken), text(registryToken), text(serverAddress));
        }

        private static String text(String s) {
            return Objects.requireNonNullElse(s, "");
        }
    }

    /** Pulls, or makes an image of a tar. */
    @POST
    @Path("images/create")
    @Action(value = "image.pull", byContent = true)
    public Response create(@Context ContainerRequestContext request) throws IOException {
        ApiCall call = ApiCall.of(request);
        Query q = call.query();
        String from = q.get("fromImage");
        if (from.isEmpty() && !q.get("fromSrc").isEmpty()) {
            call.access().about("image.import", Target.NONE);
            call.permit(() -> ImageFacts.ofName(q.get("repo")));
            local.importRoot(call);
            return Answers.streamed();
        }
        if (from.isEmpty()) {
            throw ApiException.badRequest("invalid reference format");
        }
        pull(call, from, q.get("tag"));
        return Answers.streamed();
    }

    private void pull(ApiCall call, String from, String tag) throws IOException {
        // "name:" with an empty tag is what some clients send for all tags
        String name = from.endsWith(":") ? from.substring(0, from.length() - 1) : from;
        call.permit(() -> {
            String whole = tag.isEmpty() ? name : name + (tag.indexOf(':') < 0 ? ":" : "@") + tag;
            call.access().wants("image", ImageName.of(whole).map(ImageName::toString).orElse(whole));
            return ImageFacts.ofName(name);
        });
        Optional<String> platform = call.query().get("platform").isEmpty() ? Optional.empty() : Optional.of(call.query().get("platform"));
        ProgressStream.run(call, true, false, p -> images.pull(name, tag, platform, login(call), p));
    }

    /** Pushes. */
    @POST
    @Path("images/{name: .+}/push")
    @Action("image.push")
    public Response push(@PathParam("name") String name, @Context ContainerRequestContext request) throws IOException {
        ApiCall call = ApiCall.of(request);
        if (call.exchange().header("x-registry-auth").isEmpty()) {
            throw ApiException.badRequest("Bad parameters and missing X-Registry-Auth: EOF");
        }
        String tag = call.query().get("tag");
        try {
            ProgressStream.run(call, true, false, p -> images.push(name, tag.isEmpty() ? Optional.empty() : Optional.of(tag), login(call), p));
        } catch (ServinException e) {
            // a malformed name is 500 of dockerd's on this route
            throw e.kind() == ErrorKind.INVALID_ARGUMENT ? new ApiException(500, e.getMessage()) : e;
        }
        return Answers.streamed();
    }

    /** A header that cannot be read counts as none: dockerd is as lenient, for clients of old. */
    private static RegistryLogin login(ApiCall call) {
        String header = call.exchange().header("x-registry-auth").orElse("");
        try {
            byte[] json = header.indexOf('+') >= 0 || header.indexOf('/') >= 0 ? Base64.getDecoder().decode(header) : Base64.getUrlDecoder().decode(header);
            Credentials sent = json.length == 0 ? null : Json.MAPPER.readValue(json, Credentials.class);
            return sent == null ? RegistryLogin.none() : sent.login();
        } catch (IOException | IllegalArgumentException e) {
            return RegistryLogin.none();
        }
    }

    /** Checks credentials. */
    @POST
    @Path("auth")
    @Action(value = "system.login", byContent = true)
    public Response login(@Context ContainerRequestContext request) {
        ApiCall call = ApiCall.of(request);
        Credentials c = JsonBody.documentOfAnyType(call, "types.AuthConfig").map(d -> JsonBody.part(d, Credentials.class))
                .permitted(call, login -> new Facts().add("registry", login.serverAddress()));
        String token = images.login(c.login());
        return Answers.ok(new Replies.LoggedIn(token, "Login Succeeded"));
    }

    /** Searches a registry. */
    @GET
    @Path("images/search")
    @Action("image.search")
    public Response search(@Context ContainerRequestContext request) {
        ApiCall call = ApiCall.of(request);
        int limit = call.query().number("limit", 500).orElse(SEARCH_LIMIT);
        Predicate<SearchResult> wanted = SearchFilter.of(FilterQuery.of(call, 500));
        List<SearchResult> found = images.search(call.query().get("term"), limit, login(call));
        return Answers.ok(found.stream().filter(wanted).map(SearchDocument::of).toList());
    }

    /** What a registry has, without pulling. */
    @GET
    @Path("distribution/{name: .+}/json")
    @Action("image.distribution")
    public Response distribution(@PathParam("name") String name, @Context ContainerRequestContext request) {
        return Answers.ok(DistributionDocument.of(images.remote(name, login(ApiCall.of(request)))));
    }
}
