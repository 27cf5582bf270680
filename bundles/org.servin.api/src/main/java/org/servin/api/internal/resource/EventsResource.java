package org.servin.api.internal.resource;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.servin.api.internal.access.Action;
import org.servin.api.internal.http.Answers;
import org.servin.api.internal.http.ApiCall;
import org.servin.api.internal.http.ApiException;
import org.servin.api.internal.http.FilterQuery;
import org.servin.api.internal.http.Json;
import org.servin.api.internal.http.Timestamps;
import org.servin.api.internal.wire.EventDocument;
import org.servin.core.event.Event;
import org.servin.core.event.EventQuery;
import org.servin.core.event.EventSubscription;
import org.servin.core.event.Events;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/** What happens in the engine. */
@Path("/")
public final class EventsResource {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Events events;

    /** Stands on the events. */
    public EventsResource(Events events) {
        this.events = events;
    }

    /** Past events and those to come, a document each. */
    @GET
    @Path("events")
    @Action("system.events")
    public Response events(@Context ContainerRequestContext request) throws IOException {
        ApiCall call = ApiCall.of(request);
        long until = Timestamps.seconds(call.query().get("until"), Long.MAX_VALUE);
        long since = Timestamps.seconds(call.query().get("since"), until == Long.MAX_VALUE ? Long.MAX_VALUE : Long.MIN_VALUE); // an end alone shows all of the past
        if (since != Long.MAX_VALUE && until < since) {
            throw ApiException.badRequest("`since` time (" + call.query().get("since") + ") cannot be after `until` time (" + call.query().get("until") + ")");
        }
        EventQuery query = new EventQuery(since, until, FilterQuery.of(call, 500));
        try (EventSubscription subscription = events.subscribe(query)) {
            OutputStream out = call.stream("application/json");
            out.flush();
            follow(call, subscription, out);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServinException(ErrorKind.CANCELLED, "interrupted", e);
        }
        return Answers.streamed();
    }

    private static void follow(ApiCall call, EventSubscription subscription, OutputStream out) throws IOException, InterruptedException {
        AtomicBoolean gone = new AtomicBoolean();
        call.exchange().onClientGone(() -> {
            gone.set(true);
            subscription.close();
        });
        while (!gone.get() && !subscription.finished()) {
            Optional<Event> e = subscription.next(PATIENCE);
            if (e.isPresent()) {
                out.write(Json.line(EventDocument.of(e.get())));
                out.flush();
            }
        }
    }
}
