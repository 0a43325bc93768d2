package quantum.demo;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** Reads a stream from its beginning, in pages. */
final class Streams {
  private static final int PAGE = 1000;

  private Streams() {}

  static void forEach(
      Suite suite, String stream, BiConsumer<String, Map<String, String>> consumer) {
    Range.Boundary<String> from = Range.Boundary.unbounded();
    while (true) {
      List<StreamMessage<String, String>> page =
          suite
              .redis()
              .commands()
              .xrange(stream, Range.from(from, Range.Boundary.unbounded()), Limit.from(PAGE));
      for (StreamMessage<String, String> message : page) {
        consumer.accept(message.getId(), message.getBody());
      }
      if (page.size() < PAGE) {
        return;
      }
      from = Range.Boundary.excluding(page.getLast().getId());
    }
  }
}
