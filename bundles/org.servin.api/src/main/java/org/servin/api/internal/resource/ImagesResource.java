package org.servin.api.internal.resource;

import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.servin.api.internal.access.Action;
import org.servin.api.internal.access.Proposal;
import org.servin.api.internal.facts.ContainerFacts;
import org.servin.api.internal.facts.ImageFacts;
import org.servin.api.internal.http.Answers;
import org.servin.api.internal.http.ApiCall;
import org.servin.api.internal.http.ApiException;
import org.servin.api.internal.http.FilterQuery;
import org.servin.api.internal.http.JsonBody;
import org.servin.api.internal.http.Query;
import org.servin.api.internal.wire.HistoryDocument;
import org.servin.api.internal.wire.ImageDocument;
import org.servin.api.internal.wire.Replies;
import org.servin.core.container.Commits;
import org.servin.core.container.ContainerConfig;
import org.servin.core.filter.Filters;
import org.servin.image.Image;
import org.servin.image.ImageId;
import org.servin.image.Images;
import org.servin.image.Progress;
import org.servin.image.Pruned;
import org.servin.image.Removed;
import org.servin.image.StorageProvider;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/** Images that are here, and how they come and go without a registry. */
@Path("/")
public final class ImagesResource {
    private static final Pattern TAG = Pattern.compile("\\w[\\w.-]{0,127}");
    private static final Pattern OWN_TAG = Pattern.compile(":[^:/@]*$");
    private final Images images;
    private final Commits commits;
    private final StorageProvider storage;
    private final ContainerFacts facts;

    /** Stands on images and what makes them of containers; policies are told those facts of such containers. */
    public ImagesResource(Images images, Commits commits, StorageProvider storage, ContainerFacts facts) {
        this.facts = facts;
        this.images = images;
        this.commits = commits;
        this.storage = storage;
    }

    /** Those that match. */
    @GET
    @Path("images/json")
    @Action("image.list")
    public Response list(@Context ContainerRequestContext request) {
        ApiCall call = ApiCall.of(request);
        Filters filters = FilterQuery.of(call, 500);
        String name = call.version().since(41) ? "" : call.query().get("filter");
        return Answers.ok(new ImageListing(images, filters, call.query().flag("all"), name).make(call.version().since(42) && call.query().flag("shared-size")));
    }

    /** Everything about one. */
    @GET
    @Path("images/{name: .+}/json")
    @Action("image.inspect")
    public Response inspect(@PathParam("name") String name) {
        return Answers.ok(ImageDocument.of(lookedUp(name), storage.name()));
    }

    /** Here, and only here, dockerd says it twice. */
    private Image lookedUp(String name) {
        try {
            return images.get(name);
        } catch (ServinException e) {
            boolean known = e.kind() == ErrorKind.NOT_FOUND || e.kind() == ErrorKind.INVALID_ARGUMENT;
            throw known ? new ServinException(e.kind(), "no such image: " + name + ": " + e.getMessage(), e) : e;
        }
    }

    /** How it was made. */
    @GET
    @Path("images/{name: .+}/history")
    @Action("image.history")
    public Response history(@PathParam("name") String name) {
        return Answers.ok(HistoryDocument.of(images.get(name), id -> images.find(id.value())));
    }

    /** Gives it another name. */
    @POST
    @Path("images/{name: .+}/tag")
    @Action("image.tag")
    public Response tag(@PathParam("name") String name, @Context ContainerRequestContext request) {
        Query q = ApiCall.of(request).query();
        images.get(name);
        naming(() -> {
            images.tag(name, q.get("repo"), q.get("tag"));
            return null;
        });
        return Answers.empty(201);
    }

    /** Does something that gives an image a name; a malformed one is 500 of dockerd's. */
    private static <T> T naming(Supplier<T> action) {
        try {
            return action.get();
        } catch (ServinException e) {
            throw e.kind() == ErrorKind.INVALID_ARGUMENT && !e.getMessage().startsWith("refusing") ? new ApiException(500, e.getMessage()) : e;
        }
    }

    /** Removes a name, or the image. */
    @DELETE
    @Path("images/{name: .+}")
    @Action("image.remove")
    public Response remove(@PathParam("name") String name, @Context ContainerRequestContext request) {
        Query q = ApiCall.of(request).query();
        List<Removed> steps = images.remove(name, q.flag("force"), !q.flag("noprune"));
        return Answers.ok(Replies.ImageRemoved.all(steps));
    }

    /** Removes those that nobody needs. */
    @POST
    @Path("images/prune")
    @Action("image.prune")
    public Response prune(@Context ContainerRequestContext request) {
        Filters f = FilterQuery.of(ApiCall.of(request), 500);
        ImageListing.checkPrune(f);
        boolean all = ImageListing.prunesNamed(f);
        Pruned pruned = images.prune(all, ImageListing.prunable(f));
        return Answers.ok(new Replies.ImagesPruned(Replies.nullIfEmpty(Replies.ImageRemoved.all(pruned.steps())), pruned.freed()));
    }

    /** An archive of one image. */
    @GET
    @Path("images/{name: .+}/get")
    @Action("image.save")
    public Response save(@PathParam("name") String name, @Context ContainerRequestContext request) throws IOException {
        return save(ApiCall.of(request), List.of(name));
    }

    /** An archive of several. */
    @GET
    @Path("images/get")
    @Action("image.save")
    public Response saveSeveral(@Context ContainerRequestContext request) throws IOException {
        ApiCall call = ApiCall.of(request);
        return save(call, call.query().all("names"));
    }

    private Response save(ApiCall call, List<String> names) throws IOException {
        try {
            images.save(names, () -> call.stream("application/x-tar")); // the answer begins when all were found
        } catch (ServinException e) {
            throw e.kind() == ErrorKind.INVALID_ARGUMENT ? new ApiException(500, e.getMessage()) : e;
        }
        return Answers.streamed();
    }

    /** Reads an archive. */
    @POST
    @Path("images/load")
    @Action("image.load")
    public Response load(@Context ContainerRequestContext request) throws IOException {
        ApiCall call = ApiCall.of(request);
        boolean quiet = call.query().flag("quiet");
        ProgressStream.run(call, false, true, p -> images.load(call.exchange().body(), quiet, p));
        return Answers.streamed();
    }

    /** Makes an image of a tar. */
    void importRoot(ApiCall call) throws IOException {
        Query q = call.query();
        if (!q.get("fromSrc").equals("-")) {
            throw new ApiException(501, "importing from a URL is not available; send the archive with fromSrc=-");
        }
        String repo = q.get("repo");
        Optional<String> name = repo.isEmpty() ? Optional.empty() : Optional.of(newName(q, 400));
        Optional<String> platform = q.get("platform").isEmpty() ? Optional.empty() : Optional.of(q.get("platform"));
        String message = q.get("message").isEmpty() ? "Imported from -" : q.get("message");
        ProgressStream.run(call, false, false, p -> {
            ImageId id = images.importRoot(call.exchange().body(), name, message, q.all("changes"), platform);
            p.show(Progress.status(id.value()));
        });
    }

    /** Makes an image of a container. */
    @POST
    @Path("commit")
    @Action(value = "image.commit", byContent = true)
    public Response commit(@Context ContainerRequestContext request) {
        ApiCall call = ApiCall.of(request);
        Query q = call.query();
        // an object without members is no configuration at all, not one that empties what the container has
        Proposal<Optional<ContainerConfig>> wish = JsonBody.documentIfAny(call, "runconfig.ContainerConfigWrapper")
                .map(any -> any.filter(d -> !d.isEmpty()).map(d -> JsonBody.part(d, ContainerConfig.class)));
        Optional<ContainerConfig> config = wish.permitted(call, c -> ImageFacts.ofName(q.get("repo")).addAll(facts.ofOther(q.get("container"))));
        if (q.get("container").isEmpty()) {
            throw ApiException.badRequest("invalid name or ID supplied: \"\"");
        }
        Optional<String> name = q.get("repo").isEmpty() ? Optional.empty() : Optional.of(newName(q, 500));
        try {
            ImageId id = commits.commit(q.get("container"), name, q.get("comment"), q.get("author"), q.flag("pause", true), q.all("changes"), config);
            return Answers.created(new Replies.Id(id.value()));
        } catch (ServinException e) {
            throw String.valueOf(e.getMessage()).startsWith("invalid reference format") ? new ApiException(500, e.getMessage()) : e;
        }
    }

    /** A repository with the tag that was given apart, which is checked apart too, and counts instead of one that the repository's name ends with. */
    private static String newName(Query q, int status) {
        String tag = q.get("tag");
        if (!tag.isEmpty() && !TAG.matcher(tag).matches()) {
            throw new ApiException(status, "invalid tag format");
        }
        return tag.isEmpty() ? q.get("repo") : OWN_TAG.matcher(q.get("repo")).replaceFirst("") + ":" + tag;
    }

}
