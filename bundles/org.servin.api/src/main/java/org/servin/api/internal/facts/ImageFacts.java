package org.servin.api.internal.facts;

import java.util.Optional;
import java.util.stream.Stream;
import org.servin.api.internal.access.Facts;
import org.servin.image.Image;
import org.servin.image.ImageName;
import org.servin.image.Images;

/** Facts about images: where they come from, by all of their names. */
public final class ImageFacts {
    private ImageFacts() { }

    /** Of a name, whether there is an image of that name or not. */
    public static Facts ofName(String name) {
        Facts facts = new Facts();
        ImageName.of(name).ifPresent(n -> named(facts, n));
        return facts;
    }

    /** Of an image that a client names or identifies. One without a name, or that is not there under an id, has an empty registry. */
    public static Facts of(Images images, String reference) {
        Facts facts = new Facts().add("image", reference);
        Optional<Image> here = images.find(reference);
        boolean byName = here.isEmpty() || !here.get().id().value().substring("sha256:".length()).startsWith(reference.replaceFirst("^sha256:", ""));
        Stream<String> own = byName ? Stream.of(reference) : Stream.empty();
        Stream<String> all = here.map(i -> Stream.concat(i.tags().stream(), i.digests().stream())).orElse(Stream.empty());
        Stream.concat(own, all).flatMap(name -> ImageName.of(name).stream()).forEach(name -> named(facts, name));
        return facts.orElse("image.registry", "").orElse("image.repository", "");
    }

    private static void named(Facts facts, ImageName name) {
        facts.add("image.registry", name.registry()).add("image.repository", name.registry() + "/" + name.repository());
    }
}
