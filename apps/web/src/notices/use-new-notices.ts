import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useMe } from '../app/session';

/** How many notices came while this page was open, told by the server's stream; the browser resumes it by itself where it broke. */
export function useNewNotices(): number {
  const me = useMe();
  const queries = useQueryClient();
  const [count, setCount] = useState(0);
  const id = me?.id;
  useEffect(() => {
    if (id === undefined) return;
    const stream = new EventSource('/api/v1/notices/stream');
    const heard = (): void => {
      setCount((before) => before + 1);
      void queries.invalidateQueries({ queryKey: ['notices'] });
      void queries.invalidateQueries({ queryKey: ['cases'] });
    };
    stream.addEventListener('notice', heard);
    return () => stream.close();
  }, [id, queries]);
  return count;
}
