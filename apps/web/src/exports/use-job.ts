import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Schemas } from '../api/client';

export type Job = Schemas['JobView'];

export const hasEnded = ({ state }: Job): boolean => ['done', 'failed', 'cancelled'].includes(state);

/** A job as the server's stream of events tells it; the browser comes back by itself with the last revision where the line broke. */
export function useJob(id: string | undefined, turn = 0): Job | undefined {
  const queries = useQueryClient();
  const [job, setJob] = useState<Job>();
  useEffect(() => {
    if (id === undefined) return;
    const stream = new EventSource(`/api/v1/jobs/${id}/progress`);
    stream.addEventListener('progress', ({ data }: MessageEvent<string>) => {
      const told = JSON.parse(data) as Job;
      setJob(told);
      if (!hasEnded(told)) return;
      stream.close();
      void queries.invalidateQueries({ queryKey: ['exports'] });
    });
    return () => stream.close();
  }, [id, turn, queries]);
  return job;
}
