package org.servin.api.internal.facts;

import org.servin.api.internal.access.Facts;
import org.servin.api.internal.http.Json;
import org.servin.core.network.NetworkCreate;

/** Facts about networks that are to be made. */
public final class NetworkFacts {
    private NetworkFacts() { }

    /** Of a wish for one. */
    public static Facts of(NetworkCreate wish) {
        Facts facts = new Facts().document(Json.MAPPER.valueToTree(wish)).add("network", wish.name()).add("network.driver", wish.driver().isEmpty() ? "bridge" : wish.driver());
        wish.options().forEach((key, value) -> facts.add("network.option", key + "=" + value));
        wish.labels().forEach((key, value) -> facts.add("label." + key, value));
        return facts;
    }
}
