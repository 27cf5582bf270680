/** Many containers at once. */
package org.servin.itests.scale;
