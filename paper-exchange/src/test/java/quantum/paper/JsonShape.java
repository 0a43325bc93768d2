package quantum.paper;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Compares the form of an answer with a recorded one: same keys, same kinds of value. */
final class JsonShape {
  private JsonShape() {}

  /**
   * Every key of {@code recorded} is in {@code served} with a value of the same kind; {@code
   * served} may have more. Array elements are compared with the first recorded one.
   *
   * @param notOurs keys of the recording that this exchange has no reason to send
   */
  static void assertLike(JsonNode served, JsonNode recorded, Set<String> notOurs) {
    compare("$", served, recorded, notOurs);
  }

  private static void compare(String at, JsonNode served, JsonNode recorded, Set<String> notOurs) {
    if (recorded.isNull()) {
      assertThat(served.isMissingNode()).as(at).isFalse();
      return;
    }
    assertThat(served.getNodeType())
        .as("%s: %s like %s", at, served, recorded)
        .isEqualTo(recorded.getNodeType());
    if (recorded.isObject()) {
      recorded
          .properties()
          .forEach(
              field -> {
                if (!notOurs.contains(field.getKey())) {
                  assertThat(served.has(field.getKey()))
                      .as("%s has %s", at, field.getKey())
                      .isTrue();
                  compare(
                      at + "." + field.getKey(),
                      served.get(field.getKey()),
                      field.getValue(),
                      notOurs);
                }
              });
    } else if (recorded.isArray() && !recorded.isEmpty()) {
      assertThat(served.size()).as("%s has elements", at).isPositive();
      boolean row = recorded.get(0).isValueNode();
      for (int i = 0; i < served.size(); i++) {
        compare(at + "[" + i + "]", served.get(i), recorded.get(row ? i : 0), notOurs);
      }
    }
  }
}
