/** What policies are told of requests' content, made of what the engine is given. */
package org.servin.api.internal.facts;
