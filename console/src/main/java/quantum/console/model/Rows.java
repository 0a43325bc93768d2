package quantum.console.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import tools.jackson.core.io.JsonStringEncoder;

/**
 * What one section says, in rows: each with the version in which it changed last, so that whoever
 * has seen an earlier version is told the difference alone, however many versions lie between.
 *
 * @param version rises with each change
 * @param orderVersion the version in which a row came, went or moved last
 */
public record Rows(long version, long orderVersion, SequencedMap<String, Row> rows) {
  public static final Rows NONE = new Rows(0, 0, new LinkedHashMap<>());

  /**
   * One row.
   *
   * @param json an object as text
   */
  public record Row(long version, String json) {}

  public Rows {
    rows = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(rows));
  }

  /** The same rows as they are now; this object itself if nothing has changed. */
  public Rows next(SequencedMap<String, String> now) {
    long next = version + 1;
    boolean changed = false;
    SequencedMap<String, Row> fresh = new LinkedHashMap<>();
    for (Map.Entry<String, String> it : now.entrySet()) {
      Row before = rows.get(it.getKey());
      boolean same = before != null && before.json().equals(it.getValue());
      changed |= !same;
      fresh.put(it.getKey(), same ? before : new Row(next, it.getValue()));
    }
    boolean moved =
        !new ArrayList<>(rows.keySet()).equals(new ArrayList<>(now.keySet())) || version == 0;
    return changed || moved ? new Rows(next, moved ? next : orderVersion, fresh) : this;
  }

  /** Everything, in order. */
  public String json() {
    return since(0);
  }

  /**
   * What has changed after a version: {@code {"version":…,"order":[…],"rows":{…}}}, the order only
   * where it is another one. A row that is not in the order any more is gone.
   *
   * @param seen 0 for everything
   */
  public String since(long seen) {
    StringBuilder text = new StringBuilder("{\"version\":").append(version);
    if (seen < orderVersion || seen == 0) {
      text.append(",\"order\":[");
      List<String> keys = List.copyOf(rows.keySet());
      for (int i = 0; i < keys.size(); i++) {
        text.append(i == 0 ? "" : ",").append(quoted(keys.get(i)));
      }
      text.append(']');
    }
    text.append(",\"rows\":{");
    boolean first = true;
    for (Map.Entry<String, Row> it : rows.entrySet()) {
      if (it.getValue().version() > seen) {
        text.append(first ? "" : ",")
            .append(quoted(it.getKey()))
            .append(':')
            .append(it.getValue().json());
        first = false;
      }
    }
    return text.append("}}").toString();
  }

  private static String quoted(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsCharArray(text)) + '"';
  }
}
